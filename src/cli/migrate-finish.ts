import { splitCommits } from '../migration/index.ts';
import type { Context, Outcome } from '../migration/index.ts';
import type { Arguments } from './flags.ts';
import { tellOutcome } from './migrate-output.ts';
import type { Teller } from './migrate-output.ts';
import { openSink } from './sink.ts';

/** What is done with an outcome: the proof file, the commits, the telling. @returns the exit code */
export async function finish(
  outcome: Outcome,
  context: Context,
  args: Arguments,
  tell: Teller,
): Promise<number> {
  const proofOut = args.text('proof-out');
  if (proofOut !== undefined && outcome.proofDocument !== undefined) {
    const sink = openSink(proofOut);
    sink.write(`${JSON.stringify(outcome.proofDocument, undefined, 2)}\n`);
    sink.close();
  }
  const code = tellOutcome(outcome, tell);
  if (outcome.state === 'done' && args.on('split-commits'))
    for (const { oid, subject, paths } of await splitCommits(outcome.id, context)) {
      tell.data({ type: 'commit', oid, subject, paths });
      tell.line(`committed  ${oid.slice(0, 12)} ${subject} (${paths.length} files)`);
    }
  return code;
}
