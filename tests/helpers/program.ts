import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { bundle } from '../../scripts/build.ts';

// One program for all test files of a run: they are threads of one process.
export const shared = join(tmpdir(), `unleak-program-${process.pid}`);
/** The program as it is published: it starts in a fraction of what the sources take. */
export const entry = join(shared, 'program', 'unleak.cjs');
const user = join(shared, 'users', String(threadId));
mkdirSync(dirname(user), { recursive: true, mode: 0o700 });
writeFileSync(user, '');
process.on('exit', () => {
  rmSync(user, { force: true });
  if (readdirSync(dirname(user)).length === 0) rmSync(shared, { recursive: true, force: true });
});
if (
  await mkdir(dirname(entry)).then(
    () => true,
    () => false,
  )
) {
  // As installed: what is not in the bundle lies beside it.
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(shared, 'node_modules'));
  await bundle(dirname(entry));
  writeFileSync(join(shared, 'made'), '');
} else while (!existsSync(join(shared, 'made'))) await setTimeout(50);
