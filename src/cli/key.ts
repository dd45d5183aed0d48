import { constants } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { openState } from '../config/index.ts';
import { placeOf } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

/** `unleak key export`: the key as text, for `UNLEAK_KEY_FILE` elsewhere. */
export async function exportKey(args: Arguments): Promise<number> {
  const { root } = await placeOf([]);
  const { key } = await openState(root);
  const text = `${Buffer.from(key).toString('base64')}\n`;
  const output = args.text('output');
  if (output === undefined) {
    process.stdout.write(text);
    return 0;
  }
  const file = await open(output, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `cannot make ${output} (${error.code ?? 'failed'})`,
      error.code === 'EEXIST' ? 'a file that is there is not overwritten' : undefined,
    );
  });
  await file.writeFile(text);
  await file.close();
  process.stderr.write(`unleak: the key is in ${output}: keep it out of the repository\n`);
  return 0;
}

/** `unleak key import FILE`: puts a key in place of the one that was made here. */
export async function importKey(args: Arguments): Promise<number> {
  const { root } = await placeOf([]);
  const state = await openState(root);
  if (state.shared)
    throw new UsageError('UNLEAK_KEY_FILE names the key already', 'unset it to import a key here');
  const path = args.text('file') ?? '-';
  const text = (
    path === '-'
      ? await readAll(process.stdin)
      : await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw new UsageError(`cannot read ${path} (${error.code ?? 'failed'})`);
        })
  ).trim();
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32 || key.toString('base64') !== text)
    throw new UsageError('this is not an exported key', '"unleak key export" writes one');
  if (key.equals(state.key)) {
    process.stderr.write('unleak: this is the key that is used here already\n');
    return 0;
  }
  if (!args.on('force'))
    throw new UsageError(
      'another key is used here: ids, baseline tags and the journals of migrations made with it stop working',
      'give --force to replace it',
    );
  const temporary = join(state.dir, `key.${randomBytes(6).toString('hex')}`);
  const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  await file.writeFile(`${text}\n`);
  await file.sync();
  await file.close();
  await rename(temporary, join(state.dir, 'key'));
  process.stderr.write('unleak: the key was replaced\n');
  return 0;
}
