import { splitCommits } from '../migration/index.ts';
import type { Context, Outcome, RotateItem } from '../migration/index.ts';
import type { Arguments } from './flags.ts';
import { tellOutcome } from './migrate-output.ts';
import type { Found, Teller } from './migrate-output.ts';
import { openSink } from './sink.ts';

/** Looks for secrets by their tags, in the files and the history. */
export type Look = (tags: ReadonlySet<string>) => Promise<Found>;

/** Where those that are to be rotated still stand. What was done is done, whether that can be read or not. */
export async function lookFor(rotate: readonly RotateItem[], tell: Teller, look: Look): Promise<Found> {
  const open = new Set(rotate.filter((item) => !item.rotated).map((item) => item.tag));
  if (open.size === 0) return new Map();
  try {
    return await look(open);
  } catch {
    tell.line('where else the secrets stand could not be read: "unleak scan" says why');
    return new Map();
  }
}

/** What is done with an outcome: the proof file, the commits, the telling. @returns the exit code */
export async function finish(
  outcome: Outcome,
  context: Context,
  args: Arguments,
  tell: Teller,
  look: Look,
): Promise<number> {
  const proofOut = args.text('proof-out');
  if (proofOut !== undefined && outcome.proofDocument !== undefined) {
    const sink = openSink(proofOut);
    sink.write(`${JSON.stringify(outcome.proofDocument, undefined, 2)}\n`);
    sink.close();
  }
  const found = outcome.state === 'done' ? await lookFor(outcome.rotate, tell, look) : new Map();
  const code = tellOutcome(outcome, tell, found);
  if (outcome.state === 'done' && args.on('split-commits'))
    for (const { oid, subject, paths } of await splitCommits(outcome.id, context)) {
      tell.data({ type: 'commit', oid, subject, paths });
      tell.line(`committed  ${oid.slice(0, 12)} ${subject} (${paths.length} files)`);
    }
  return code;
}
