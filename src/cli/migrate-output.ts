import type { MigrationEvent, MigrationStatus, Outcome, ProofCheck, RotateItem } from '../migration/index.ts';
import { printable } from '../report/index.ts';
import { elsewhereLines } from './elsewhere.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Arguments } from './flags.ts';

/** How a migration is told: for people, or one JSON event a line. */
export interface Teller {
  readonly json: boolean;
  readonly event: (event: MigrationEvent) => void;
  readonly line: (text: string) => void;
  readonly data: (value: { readonly type: string } & Readonly<Record<string, unknown>>) => void;
}

export function teller(args: Arguments): Teller {
  const json = args.on('json');
  const quiet = args.on('quiet');
  const line = (text: string): void => void (json || process.stderr.write(`${printableLine(text)}\n`));
  const data: Teller['data'] = (value) => void (json && process.stdout.write(`${JSON.stringify(value)}\n`));
  return {
    json,
    line,
    data,
    event(event) {
      data(event);
      const text = eventText(event);
      if (text !== undefined && !quiet) line(text);
    },
  };
}

function printableLine(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function eventText(event: MigrationEvent): string | undefined {
  switch (event.type) {
    case 'state':
      return undefined;
    case 'identity':
      return `new age identity in ${event.path}: keep it safe, whoever decrypts needs it`;
    case 'stored':
      return `stored     ${event.name} (${event.made})`;
    case 'verified':
      return `read back  ${event.name}: the same bytes`;
    case 'encrypted':
      return `encrypted  ${event.path}, checked with the ${event.verifiedBy === 'identity' ? 'identity at hand' : 'data key'}`;
    case 'rewritten':
      return `${{ modify: 'rewritten', create: 'created', remove: 'removed' }[event.change].padEnd(10)} ${event.path}`;
    case 'check':
      return checkText(event.check);
    case 'restored':
      return `restored   ${event.path}`;
    case 'undone':
      return `undone     ${event.name}`;
    case 'conflict':
      return `conflict   ${event.message}`;
  }
}

function checkText({ check, subject, result, detail }: ProofCheck): string {
  const mark = { passed: 'proven    ', failed: 'FAILED    ', skipped: 'not checked' }[result];
  return `${mark} ${check} ${subject}${detail === '' ? '' : `: ${detail}`}`;
}

/** Where the secrets that are to be rotated still stand, by their tags. */
export type Found = ReadonlyMap<string, Elsewhere>;

/**
 * Tells how it ended; gives the exit code: 0 done and proven, 1 something is left by hand, 4 stopped half-way.
 */
export function tellOutcome(outcome: Outcome, tell: Teller, found: Found): number {
  tell.data({ type: 'outcome', ...outcome, rotate: withFound(outcome.rotate, found) });
  const { id, manual, rotate, conflicts } = outcome;
  switch (outcome.state) {
    case 'done':
      tell.line(`\nmigration ${id} is done and proven: ${count(outcome.files.length, 'file')} rewritten`);
      break;
    case 'rolled-back':
      tell.line(`\nmigration ${id} was taken back`);
      break;
    case 'stopped':
      tell.line(`\nmigration ${id} stopped: ${outcome.reason ?? 'it was interrupted'}`);
      break;
    case 'conflict':
      tell.line(`\nmigration ${id}: ${outcome.reason ?? 'files were edited since'}`);
      break;
  }
  // The message names the file or the secret.
  for (const conflict of conflicts) tell.line(`  ${conflict.message}`);
  if (outcome.hint !== undefined) tell.line(`  ${outcome.hint}`);
  if (outcome.state === 'done' && manual.length > 0) {
    tell.line(`\nleft for you (${manual.length}):`);
    for (const item of manual) {
      tell.line(`  ${item.path}:${item.line}  ${item.reason}`);
      tell.line(`    write: ${item.write}`);
    }
  }
  if (outcome.state === 'done') tellRotate(id, rotate, found, tell);
  if (outcome.state === 'done') tell.line(`\nlook at "git diff", commit, or "unleak migrate rollback ${id}"`);
  if (outcome.state === 'stopped' || outcome.state === 'conflict') return 4;
  const byHand = outcome.state === 'done' ? manual.length : conflicts.length;
  return byHand > 0 ? 1 : 0;
}

/** What must still be rotated: each secret once, with all its places, its vendor's page, and where else it stands. */
function tellRotate(id: string, rotate: readonly RotateItem[], found: Found, tell: Teller): void {
  const open = Map.groupBy(
    rotate.filter((item) => !item.rotated),
    (item) => item.tag,
  );
  const done = new Set(rotate.filter((item) => item.rotated).map((item) => item.tag)).size;
  if (done > 0) tell.line(`\nrotated: ${count(done, 'secret')}, the store holds another value`);
  if (open.size === 0) return;
  tell.line(`\nwhatever was pushed is known: rotate these, then "unleak migrate verify ${id}"`);
  for (const [tag, items] of open) {
    for (const item of items) tell.line(`  ${item.path}  ${item.address}  (${item.detector})`);
    for (const revoke of new Set(items.flatMap((item) => item.revoke ?? [])))
      tell.line(`    revoke: ${revoke}`);
    const where = found.get(tag);
    for (const line of where === undefined ? [] : elsewhereLines(where)) tell.line(`    ${line}`);
  }
}

function withFound(rotate: readonly RotateItem[], found: Found): object[] {
  return rotate.map((item) => {
    const elsewhere = item.rotated ? undefined : found.get(item.tag);
    return elsewhere === undefined ? item : { ...item, elsewhere };
  });
}

export function tellStatus(all: readonly MigrationStatus[], tell: Teller, found: Found): void {
  for (const one of all) {
    tell.data({ type: 'status', ...one, rotate: withFound(one.rotate, found) });
    tell.line(
      `${one.id}  ${one.state}${one.running ? ' (running)' : ''}  ${one.store}  ${one.created}  stored ${one.storesDone}/${one.storesTotal}, files ${one.filesDone}/${one.filesTotal}`,
    );
    if (one.next.length > 0)
      tell.line(`  next: ${one.next.map((verb) => `unleak migrate ${verb} ${one.id}`).join(', ')}`);
    if (all.length === 1) tellRotate(one.id, one.rotate, found, tell);
    else {
      const open = new Set(one.rotate.filter((item) => !item.rotated).map((item) => item.tag)).size;
      if (open > 0) tell.line(`  to rotate: ${count(open, 'secret')}, see "unleak migrate status ${one.id}"`);
    }
  }
  if (all.length === 0) tell.line('no migration was made here');
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
