import { join } from 'node:path';
import { formatBaseline, keyId, updateBaseline, valueTag } from '../config/index.ts';
import type { State, SuppressionContext } from '../config/index.ts';
import type { LiveFinding } from '../scan/index.ts';
import { printable } from '../report/index.ts';
import type { Place } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';
import { openSink } from './sink.ts';
import { baselineName } from './suppression.ts';

/**
 * `--write-baseline`: accepts the findings, which are those that neither ignores nor comments hide, and says what it did.
 */
export function writeBaseline(
  args: Arguments,
  { root, repository }: Place,
  findings: readonly LiveFinding[],
  context: SuppressionContext,
  state: State | undefined,
): void {
  if (state === undefined)
    throw new UsageError(
      'a baseline needs the key, and the state folder cannot be used',
      'set XDG_STATE_HOME to a folder of yours, or UNLEAK_KEY_FILE',
    );
  const until = args.text('until');
  if (until !== undefined && Number.isNaN(Date.parse(until)))
    throw new UsageError('--until takes a date such as 2027-01-31');
  const output = args.text('baseline') ?? join(root, baselineName);
  const old = context.baseline?.content;
  const sameKey = old?.key === keyId(state);
  const reason = args.text('reason');
  const by = process.env['GIT_AUTHOR_EMAIL'] ?? process.env['USER'];
  const { baseline, added, kept, pruned } = updateBaseline(
    findings,
    (finding) => valueTag(state, finding.detector, finding.value),
    sameKey ? old : undefined,
    {
      key: keyId(state),
      today: new Date(context.now * 1000).toISOString().slice(0, 10),
      ...(repository?.head === undefined ? {} : { commit: repository.head }),
      ...(by === undefined ? {} : { by }),
      ...(reason === undefined ? {} : { reason }),
      ...(until === undefined ? {} : { until: new Date(until).toISOString().slice(0, 10) }),
    },
    context.complete,
  );
  const sink = openSink(output);
  sink.write(formatBaseline(baseline));
  sink.close();
  const replaced =
    old !== undefined && !sameKey ? `; ${old.entries.length} of another key were replaced` : '';
  const partial = context.complete ? '' : '; nothing was dropped, for not everything was read';
  process.stderr.write(
    `unleak: ${printable(output)}: ${added} entries added, ${kept} kept, ${pruned} dropped${replaced}${partial}\n`,
  );
  if (!state.shared)
    process.stderr.write('unleak: only this key knows the values again: share it with "unleak key export"\n');
}
