import { constants, type Stats } from 'node:fs';
import { link, lstat, open, realpath, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join, posix, sep } from 'node:path';
import { syncDirectory } from './journal.ts';
import { MigrationError, type StateDirectory } from './types.ts';

/** A file of the tree as it stands on the disk. */
export interface FileOnDisk {
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Keyed: the rest of a file may be known, and a plain hash would give the secret away to guessing. */
export function fingerprint(state: StateDirectory, path: string, bytes: Uint8Array): string {
  return state.mac(`file ${path}`, bytes);
}

/** Throws unless `path` is relative, inside the root, and free of tricks. */
export function checkPath(path: string): void {
  if (
    path === '' ||
    path.includes('\0') ||
    posix.isAbsolute(path) ||
    posix.normalize(path) !== path ||
    /^\.\.(\/|$)/.test(path)
  )
    throw new MigrationError('usage', 'a path leaves the repository', 'paths are relative to its root');
}

/**
 * Reads a regular file below the root.
 * @returns undefined when there is no such file
 * @throws {MigrationError} `unsupported` for a link (itself or a folder on the way) and anything that is no file
 */
export async function readFileBelow(root: string, path: string): Promise<FileOnDisk | undefined> {
  const absolute = await resolveBelow(root, path);
  if (absolute === undefined) return undefined;
  let handle;
  try {
    handle = await open(absolute, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP')
      throw new MigrationError('unsupported', `${path} is a symbolic link`, 'migrate the file it points to');
    throw new MigrationError('unsupported', `${path} cannot be read (${code})`, 'check its permissions');
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new MigrationError('unsupported', `${path} is not a regular file`);
    return {
      bytes: new Uint8Array(await handle.readFile()),
      mode: stat.mode & 0o7777,
      uid: stat.uid,
      gid: stat.gid,
    };
  } finally {
    await handle.close();
  }
}

async function resolveBelow(root: string, path: string): Promise<string | undefined> {
  checkPath(path);
  const realRoot = await realpath(root);
  const parent = join(realRoot, ...dirname(path).split('/'));
  let realParent: string;
  try {
    realParent = await realpath(parent);
  } catch {
    return undefined;
  }
  if (realParent !== (parent.endsWith(sep) && parent.length > 1 ? parent.slice(0, -1) : parent))
    throw new MigrationError(
      'unsupported',
      `${path} lies behind a symbolic link`,
      'migrate it by its real path',
    );
  return join(realParent, basename(path));
}

/** The bytes that a file must hold for a write to go on; `undefined`: there must be no file. */
export type Expected = (bytes: Uint8Array) => boolean;

/**
 * Puts bytes in place of a file in one step: temporary file in the same folder, flushed, renamed. Mode and owner stay.
 * @param temporary - the temporary file's name, the same at every attempt, so that a killed one leaves no litter
 * @param expected - looked at right before the rename; `undefined` when the file must not be there
 * @throws {MigrationError} `changed` when someone else wrote the file, `state` when it cannot be written
 */
export async function replaceFile(
  root: string,
  path: string,
  bytes: Uint8Array,
  options: { readonly temporary: string; readonly mode: number; readonly expected?: Expected },
): Promise<void> {
  const absolute = await resolveBelow(root, path);
  if (absolute === undefined) throw new MigrationError('changed', `the folder of ${path} is gone`);
  const temporary = join(dirname(absolute), options.temporary);
  const old = await readFileBelow(root, path);
  check(path, old, options.expected);
  try {
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', options.mode & 0o700);
    try {
      await handle.writeFile(bytes);
      await keepOwner(handle, old);
      await handle.chmod(options.mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    check(path, await readFileBelow(root, path), options.expected);
    if (options.expected === undefined) await linkNew(temporary, absolute, path);
    else await rename(temporary, absolute);
    await syncDirectory(dirname(absolute));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(
      'state',
      `${path} cannot be written (${codeOf(error)})`,
      'check the permissions',
    );
  }
}

async function keepOwner(
  handle: { stat(): Promise<Stats>; chown(uid: number, gid: number): Promise<void> },
  old: FileOnDisk | undefined,
): Promise<void> {
  if (old === undefined) return;
  const now = await handle.stat();
  if (now.uid !== old.uid || now.gid !== old.gid) await handle.chown(old.uid, old.gid);
}

// A link, unlike a rename, never replaces a file that came in between.
async function linkNew(temporary: string, absolute: string, path: string): Promise<void> {
  try {
    await link(temporary, absolute);
    await unlink(temporary);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new MigrationError('changed', `${path} was made by someone else`);
    await rename(temporary, absolute);
  }
}

function check(path: string, old: FileOnDisk | undefined, expected: Expected | undefined): void {
  const same = old === undefined ? expected === undefined : expected?.(old.bytes) === true;
  if (!same)
    throw new MigrationError(
      'changed',
      `${path} was changed by someone else`,
      'nothing of it was overwritten',
    );
}

/** Takes a file away that holds what is expected. */
export async function removeFile(root: string, path: string, expected: Expected): Promise<void> {
  const absolute = await resolveBelow(root, path);
  if (absolute === undefined) return;
  check(path, await readFileBelow(root, path), expected);
  await unlink(absolute);
  await syncDirectory(dirname(absolute));
}

/** Takes a temporary file away that a killed attempt left. */
export async function sweep(root: string, path: string, temporary: string): Promise<void> {
  const absolute = await resolveBelow(root, path);
  if (absolute === undefined) return;
  const litter = join(dirname(absolute), temporary);
  const stat = await lstat(litter).catch(() => undefined);
  if (stat?.isFile() === true) await unlink(litter);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
}
