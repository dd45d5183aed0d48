import { HookError } from './types.ts';

/** A ref that a push wants to change. */
export interface RefUpdate {
  /** What the pusher calls it, where that is known: a ref, or a revision as it was typed. */
  readonly local?: string;
  /** The other side's name of it. */
  readonly ref: string;
  /** What it shall point to; undefined when it is to be deleted. */
  readonly wanted: string | undefined;
  /** What it points to at the receiving side; undefined when it is new there. */
  readonly there: string | undefined;
}

const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function objectId(text: string | undefined): string | undefined {
  if (text === undefined || !oid.test(text))
    throw new HookError('git’s list of refs was not understood', 'report this with the version of git');
  return /^0+$/.test(text) ? undefined : text;
}

/** `<local ref> <local oid> <remote ref> <remote oid>`, a line for each ref (githooks(5), pre-push). */
export function parsePrePush(input: string): RefUpdate[] {
  return lines(input).map((line) => {
    // A local "ref" is what the user typed and may hold blanks: `HEAD@{1 hour ago}`.
    const fields = line.split(' ');
    const [ref = '', there] = fields.slice(-2);
    const local = fields.slice(0, -3).join(' ');
    return { local, ref, wanted: objectId(fields.at(-3)), there: objectId(there) };
  });
}

/** `<old oid> <new oid> <ref>` (githooks(5), pre-receive). */
export function parsePreReceive(input: string): RefUpdate[] {
  return lines(input).map((line) => {
    const [there, wanted, ...ref] = line.split(' ');
    return { ref: ref.join(' '), wanted: objectId(wanted), there: objectId(there) };
  });
}

/** `<ref> <old oid> <new oid>` as arguments (githooks(5), update). */
export function parseUpdate(args: readonly string[]): RefUpdate[] {
  const [ref = '', there, wanted] = args;
  return [{ ref, wanted: objectId(wanted), there: objectId(there) }];
}

function lines(input: string): string[] {
  return input.split('\n').filter((line) => line !== '');
}
