import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import { MigrationError, type StateDirectory } from './types.ts';

/** Held by one process at a time; the kernel lets go of it when that process dies, however it dies. */
export interface Lock {
  release(): void;
}

// Node has no flock(2). An SQLite transaction is a kernel lock on every platform (https://sqlite.org/lockingv3.html);
// a file with a process id would need a safe way to take it from the dead, and process ids come again.
function sqlite(): typeof import('node:sqlite') {
  // Node 22 calls the module experimental on stderr.
  const emit = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    if (emit !== undefined) Object.defineProperty(process, 'emitWarning', emit);
  }
}

/**
 * Takes the repository's migration lock.
 * @param wait - milliseconds to wait for another process
 * @throws {MigrationError} `locked` when another process still holds it
 */
export async function takeLock(state: StateDirectory, wait: number, signal?: AbortSignal): Promise<Lock> {
  const { DatabaseSync } = sqlite();
  const deadline = performance.now() + wait;
  for (;;) {
    const lock = tryLock(new DatabaseSync(join(state.dir, 'lock'), { timeout: 0 }));
    if (lock !== undefined) return lock;
    if (performance.now() >= deadline || signal?.aborted === true)
      throw new MigrationError(
        'locked',
        'another migration of this repository is running',
        'wait for it to end; unleak migrate status shows it',
      );
    await sleep(50);
  }
}

/** Does a live process hold it? */
export function isLocked(state: StateDirectory): boolean {
  const { DatabaseSync } = sqlite();
  const lock = tryLock(new DatabaseSync(join(state.dir, 'lock'), { timeout: 0 }));
  lock?.release();
  return lock === undefined;
}

function tryLock(database: DatabaseSync): Lock | undefined {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    // SQLITE_BUSY
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return undefined;
    throw new MigrationError(
      'state',
      'cannot lock the state directory',
      'check its permissions and free space',
    );
  }
}
