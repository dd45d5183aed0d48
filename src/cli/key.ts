import { randomBytes } from 'node:crypto';
import { lstat, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openState } from '../config/index.ts';
import { UsageError } from './errors.ts';

/**
 * `unleak key export`: the key that finding ids and baseline tags are made with, for a team's secret store; `unleak key
 * import`: puts a team's key in place of this repository's own. It is no secret of the repository, but with it guesses
 * of baselined values can be tested.
 */
export async function exportKey(): Promise<number> {
  const { key } = await openState(process.cwd());
  process.stdout.write(`${Buffer.from(key).toString('base64')}\n`);
  return 0;
}

export async function importKey(path: string): Promise<number> {
  const text = await readFile(path === '-' ? '/dev/stdin' : path, 'utf8').catch(() => {
    throw new UsageError(`${path}: cannot be read`);
  });
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32)
    throw new UsageError('this is no key', 'it is the line that "unleak key export" prints');
  const { dir } = await openState(process.cwd());
  const target = join(dir, 'key');
  const status = await lstat(target);
  if (!status.isFile()) throw new UsageError('the key in the state folder is no file');
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, target);
  return 0;
}
