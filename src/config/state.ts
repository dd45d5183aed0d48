import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, link, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Key, cache and journal of one repository, outside of what is scanned: `$XDG_STATE_HOME/unleak/<id>/`, where the id is
 * a hash of the repository's real path. 0700, owned by us, no link on the way.
 */
export interface State {
  readonly dir: string;
  /** 32 random bytes, or the shared key of `UNLEAK_KEY_FILE`. */
  readonly key: Uint8Array;
  /** The key is shared by a team (`UNLEAK_KEY_FILE`): tags made with it mean the same on other machines. */
  readonly shared: boolean;
  /** HMAC-SHA-256 under the key, hex. `purpose` separates the uses: equal bytes, unequal codes. */
  mac(purpose: string, bytes: Uint8Array): string;
  /** The first 64 bits of {@link State.mac}, hex: for what is committed. */
  tag64(purpose: string, bytes: Uint8Array): string;
}

/** The state directory, its key or its permissions are not as they must be. */
export class StateError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = 'StateError';
    this.hint = hint;
  }
}

const keyBytes = 32;

/**
 * Opens (makes, the first time) the state of the repository at `root`.
 * @throws {StateError} when a directory or the key belongs to someone else, is a link, or is open to others
 */
export async function openState(root: string, env: NodeJS.ProcessEnv = process.env): Promise<State> {
  const home = env['HOME'] ?? homedir();
  const xdg = env['XDG_STATE_HOME'];
  // The XDG specification: a relative path is invalid and is to be ignored.
  const base = xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.local', 'state');
  await mkdir(base, { recursive: true, mode: 0o700 });
  const real = await realpath(root);
  const id = createHash('sha256').update(real).digest('hex').slice(0, 32);
  const unleak = join(base, 'unleak');
  const dir = join(unleak, id);
  await ownDirectory(unleak);
  await ownDirectory(dir);
  const keyFile = env['UNLEAK_KEY_FILE'];
  const key =
    keyFile === undefined || keyFile === '' ? await ownKey(join(dir, 'key')) : await readKey(keyFile, false);
  // Raw bytes would be turned into a key again at each call.
  const secret = createSecretKey(key);
  const mac = (purpose: string, bytes: Uint8Array): string =>
    createHmac('sha256', secret).update(purpose).update('\0').update(bytes).digest('hex');
  return {
    dir,
    key,
    shared: keyFile !== undefined && keyFile !== '',
    mac,
    tag64: (purpose, bytes) => mac(purpose, bytes).slice(0, 16),
  };
}

/** Makes a directory that only we can enter, or checks that it is one. */
async function ownDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST')
      throw new StateError(`cannot make ${path} (${codeOf(error)})`, 'check the permissions of its parent');
  }
  const stat = await lstat(path);
  if (!stat.isDirectory())
    throw new StateError(`${path} is not a directory`, 'remove it; unleak makes it anew');
  checkOwner(path, stat);
}

function checkOwner(path: string, stat: { uid: number; mode: number }): void {
  if (process.getuid === undefined) return;
  if (stat.uid !== process.getuid())
    throw new StateError(`${path} belongs to another user`, `chown it, or set XDG_STATE_HOME`);
  if ((stat.mode & 0o077) !== 0)
    throw new StateError(`${path} is open to other users`, `chmod go-rwx ${path}`);
}

/** Reads the key, or makes it. Two processes that start together end with the same one: the first link wins. */
async function ownKey(path: string): Promise<Uint8Array> {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await readKey(path, true);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    const temporary = `${path}.${randomBytes(6).toString('hex')}`;
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(keyBytes).toString('base64')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    try {
      await link(temporary, path);
    } catch (error) {
      // File systems without hard links: a rename may replace a key of the same instant, before either was used.
      if (codeOf(error) !== 'EEXIST') await rename(temporary, path);
    }
    await unlink(temporary).catch(() => undefined);
  }
  throw new StateError(`cannot make ${path}`, 'check the permissions of its directory');
}

async function readKey(path: string, own: boolean): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | (own ? constants.O_NOFOLLOW : 0)).catch(
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT' && own) throw error;
      throw new StateError(`cannot read the key ${path} (${codeOf(error)})`, 'check UNLEAK_KEY_FILE');
    },
  );
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > 4096)
      throw new StateError(`${path} is not a key file`, 'unleak key export writes one');
    checkOwner(path, stat);
    const text = (await handle.readFile('utf8')).trim();
    const key = Buffer.from(text, 'base64');
    if (key.length !== keyBytes || key.toString('base64') !== text)
      throw new StateError(`${path} holds no key of ${keyBytes} bytes`, 'unleak key export writes one');
    return new Uint8Array(key);
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'failed';
}
