import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Ref } from '../git/index.ts';
import type { ScanContext } from './context.ts';
import { scanName } from './files.ts';

/** Runs of names in which nothing was found, as codes under a key of their own. */
export interface CleanNames {
  readonly key: string;
  readonly codes: readonly string[];
}

/**
 * Scans the names of refs; a run of them that was clean the last time is passed over. A mirror with every pull request's
 * ref has tens of thousands. A run ends where the names themselves say so: a new name changes one.
 */
export function scanRefNames(
  context: ScanContext,
  refs: readonly Ref[],
  known: CleanNames = { key: randomBytes(32).toString('base64'), codes: [] },
): void {
  const names = refs.map(({ name }) => name);
  const key = createSecretKey(Buffer.from(known.key, 'base64'));
  const clean = new Set(known.codes);
  const codes: string[] = [];
  let start = 0;
  for (let end = 1; end <= names.length; end++) {
    if (end < names.length && !endsRun(names[end - 1] ?? '')) continue;
    const run = names.slice(start, end);
    start = end;
    const code = createHmac('sha256', key).update(run.join('\n')).digest('base64').slice(0, 22);
    let found = false;
    if (!clean.has(code))
      for (const name of run) if (scanName(context, name, { kind: 'ref-name' })) found = true;
    if (!found) codes.push(code);
  }
  context.names = { key: known.key, codes };
}

/** One name of about 128. */
function endsRun(name: string): boolean {
  let sum = 0;
  for (let i = Math.max(0, name.length - 12); i < name.length; i++)
    sum = Math.imul(sum, 31) + name.charCodeAt(i);
  return Math.imul(sum, 0x9e3779b1) >>> 25 === 0;
}
