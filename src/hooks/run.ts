import { HookError } from './types.ts';
import type { HookCall, Verdict } from './types.ts';
import { parsePrePush, parsePreReceive, parseUpdate } from './updates.ts';
import type { RefUpdate } from './updates.ts';

/** Judges what git is about to do. Whatever goes wrong stops it: an object that cannot be read is no green light. */
export async function runHook(call: HookCall): Promise<Verdict> {
  try {
    const updates = await updatesOf(call);
    if (updates !== undefined && updates.every((update) => update.wanted === undefined))
      return { allowed: true, message: '' };
    // Loaded when there is something to scan: a push that brings nothing must not wait for the scanner.
    return await (await import('./judge.ts')).judge(call, updates);
  } catch (error) {
    const [{ stoppedMessage }, { GitError }] = await Promise.all([
      import('./message.ts'),
      import('../git/index.ts'),
    ]);
    const known = error instanceof HookError || error instanceof GitError;
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    const why = known
      ? error.message
      : `unexpected failure${typeof code === 'string' ? ` (${code})` : call.signal.aborted ? ' (interrupted)' : ''}`;
    const message = stoppedMessage(call.type, why);
    return {
      allowed: false,
      message:
        error instanceof HookError && error.hint !== undefined
          ? `${message}unleak: hint: ${error.hint}\n`
          : message,
    };
  }
}

/** The refs that a push changes; undefined in the hooks of a commit. */
async function updatesOf(call: HookCall): Promise<RefUpdate[] | undefined> {
  switch (call.type) {
    case 'pre-push':
      return parsePrePush(await call.stdin());
    case 'pre-receive':
      return parsePreReceive(await call.stdin());
    case 'update':
      return parseUpdate(call.args);
    default:
      return undefined;
  }
}
