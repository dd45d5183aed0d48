import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from './journal.ts';
import { MigrationError, type StateDirectory } from './types.ts';

/**
 * Copies of files, encrypted with age to an identity of the state directory: what a rollback restores, and what was
 * composed and is about to be written. No plaintext lies anywhere but in its old place.
 */
export class Vault {
  readonly #directory: string;
  readonly #identity: string;
  readonly #recipient: string;

  private constructor(directory: string, identity: string, recipient: string) {
    this.#directory = directory;
    this.#identity = identity;
    this.#recipient = recipient;
  }

  static async open(state: StateDirectory, id: string): Promise<Vault> {
    const identity = await backupIdentity(join(state.dir, 'backup-identity'));
    const directory = join(state.dir, 'backup', id);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return new Vault(directory, identity, await identityToRecipient(identity));
  }

  /** Writes over what an earlier, killed attempt left. */
  async put(name: string, bytes: Uint8Array): Promise<void> {
    const encrypter = new Encrypter();
    encrypter.addRecipient(this.#recipient);
    const encrypted = await encrypter.encrypt(bytes);
    const handle = await open(
      join(this.#directory, `${name}.age`),
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
      0o600,
    );
    try {
      await handle.writeFile(encrypted);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** Names put so far survive a loss of power. */
  async sync(): Promise<void> {
    await syncDirectory(this.#directory);
  }

  /** @throws {MigrationError} `state` when the copy is gone or does not decrypt */
  async get(name: string): Promise<Uint8Array> {
    try {
      const handle = await open(
        join(this.#directory, `${name}.age`),
        constants.O_RDONLY | constants.O_NOFOLLOW,
      );
      try {
        const decrypter = new Decrypter();
        decrypter.addIdentity(this.#identity);
        return await decrypter.decrypt(new Uint8Array(await handle.readFile()));
      } finally {
        await handle.close();
      }
    } catch {
      throw new MigrationError('state', `the encrypted copy ${name} is gone or damaged`, this.#directory);
    }
  }

  async drop(name: string): Promise<void> {
    await rm(join(this.#directory, `${name}.age`), { force: true });
  }

  async dropAll(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** One identity for the repository's backups, made (under the lock) before the first migration starts. */
async function backupIdentity(path: string): Promise<string> {
  const found = await readIdentity(path);
  if (found !== undefined) return found;
  const identity = await generateX25519Identity();
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${identity}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  await syncDirectory(dirname(path));
  return identity;
}

async function readIdentity(path: string): Promise<string | undefined> {
  let text: string;
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      text = (await handle.readFile('utf8')).trim();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new MigrationError('state', `cannot read ${path}`, 'check the permissions of the state directory');
  }
  if (/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/.test(text)) return text;
  throw new MigrationError('state', `${path} holds no age identity`, 'remove it if no migration needs it');
}
