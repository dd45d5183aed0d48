import { Limit } from './limit.ts';
import { HookError } from './types.ts';
import type { HookCall, HookRequest, Verdict } from './types.ts';
import { parsePrePush, parsePreReceive, parseUpdate } from './updates.ts';
import type { RefUpdate } from './updates.ts';

/** Judges what git is about to do. Whatever goes wrong stops it: an object that cannot be read is no green light. */
export async function runHook(request: HookRequest): Promise<Verdict> {
  const limit = new Limit(request.signal);
  const call: HookCall = { ...request, signal: limit.signal, limit: limit.set };
  try {
    const updates = await updatesOf(call);
    if (updates !== undefined && updates.every((update) => update.wanted === undefined))
      return { allowed: true, message: '' };
    // Loaded when there is something to scan: a push that brings nothing must not wait for the scanner.
    const { judge } = await import('./judge.ts');
    return await Promise.race([judge(call, updates), limit.reached]);
  } catch (error) {
    const [{ stoppedMessage }, { GitError }] = await Promise.all([
      import('./message.ts'),
      import('../git/index.ts'),
    ]);
    // Whatever failed after the time was up failed because of it.
    const cause: unknown = limit.signal.aborted ? limit.signal.reason : error;
    const known = cause instanceof HookError || cause instanceof GitError;
    const code = (cause as NodeJS.ErrnoException | undefined)?.code;
    // Of an error that is not ours its place helps a report; its text could hold a value.
    const place = /^ +at .*?([^\s()]+:\d+:\d+)\)?$/m.exec((cause as Error | undefined)?.stack ?? '')?.[1];
    const detail = typeof code === 'string' ? code : limit.signal.aborted ? 'interrupted' : place;
    const why = known ? cause.message : `unexpected failure${detail === undefined ? '' : ` (${detail})`}`;
    const message = stoppedMessage(call.type, why);
    return {
      allowed: false,
      message:
        cause instanceof HookError && cause.hint !== undefined
          ? `${message}unleak: hint: ${cause.hint}\n`
          : message,
    };
  } finally {
    limit.end();
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
