import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  armor,
  Decrypter,
  Encrypter,
  identityToRecipient,
  type Identity,
  type Recipient,
} from 'age-encryption';
import { StoreError } from '../../src/migration/store.ts';
import { sshIdentity, sshRecipient } from './ssh.ts';

/** An identity that can open files, and where it was found (never the key itself). */
export interface FoundIdentity {
  readonly origin: string;
  readonly identity: string | Identity;
  /** The recipient it belongs to; undefined for ssh keys. */
  readonly recipient: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const MAX_IDENTITY_BYTES = 1024 * 1024;

/** Encrypts the data key, or a share of it, to one recipient; armored, as it stands in `enc`. */
export async function wrapForAge(dataKey: Uint8Array, recipient: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(parseRecipient(recipient));
  return armor.encode(await encrypter.encrypt(dataKey));
}

/** Opens an armored data key; undefined when the identity is not the one it was encrypted to. */
export async function unwrapWithAge(enc: string, found: FoundIdentity): Promise<Uint8Array | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(found.identity);
  try {
    return await decrypter.decrypt(armor.decode(enc));
  } catch {
    return undefined;
  }
}

/**
 * Checks a recipient. @throws {StoreError} `usage` with the kinds that can be written
 * @returns itself, or the object that encrypts to it
 */
export function parseRecipient(recipient: string): string | Recipient {
  if (recipient.startsWith('ssh-')) return sshRecipient(recipient);
  const plugin = recipient.startsWith('age1') && recipient.indexOf('1', 4) !== -1;
  try {
    if (!recipient.startsWith('age1')) throw new Error('not age');
    new Encrypter().addRecipient(recipient);
    return recipient;
  } catch {
    throw new StoreError(
      'usage',
      plugin && !recipient.startsWith('age1pq1')
        ? 'an age recipient of a plugin, which cannot be written yet'
        : 'not an age recipient: age1…, age1pq1…, ssh-ed25519 … or ssh-rsa … is expected',
      { hint: 'age-keygen prints the recipient of a key as its public key' },
    );
  }
}

/** The file where SOPS looks for the user's identities. */
export function identityFile(env: Environment, home = env['HOME'] ?? homedir()): string {
  const xdg = env['XDG_CONFIG_HOME'];
  const config =
    xdg !== undefined && xdg !== ''
      ? xdg
      : process.platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : join(home, '.config');
  return join(config, 'sops', 'age', 'keys.txt');
}

/**
 * The identities at hand, found as SOPS finds them. Only the user's environment is asked, never the repository: a
 * command is run only when the user set `SOPS_AGE_KEY_CMD` or `SOPS_AGE_SSH_PRIVATE_KEY_CMD`.
 * @see https://github.com/getsops/sops/blob/v3.13.3/age/keysource.go loadIdentities
 */
export async function findIdentities(env: Environment, recipient = ''): Promise<FoundIdentity[]> {
  const home = env['HOME'] ?? homedir();
  const found: FoundIdentity[] = [];
  const lines = async (origin: string, text: string | undefined, words = false): Promise<void> => {
    for (const line of text?.split(/\r?\n/) ?? []) {
      if (line.startsWith('#')) continue;
      for (const word of words ? line.split(/\s+/) : [line.trim()]) {
        if (word.startsWith('AGE-SECRET-KEY-')) found.push(...(await nativeIdentity(origin, word)));
      }
    }
  };
  const ssh = (origin: string, text: string | undefined): void => {
    const identity = text === undefined ? undefined : sshIdentity(text);
    if (identity !== undefined) found.push({ origin, identity, recipient: undefined });
  };

  await lines('SOPS_AGE_KEY', env['SOPS_AGE_KEY'], true);
  await lines('SOPS_AGE_KEY_FILE', await readSmall(env['SOPS_AGE_KEY_FILE']));
  await lines('SOPS_AGE_KEY_CMD', await runCommand(env['SOPS_AGE_KEY_CMD'], env, recipient));
  const file = identityFile(env, home);
  await lines(file, await readSmall(file));
  ssh('SOPS_AGE_SSH_PRIVATE_KEY_FILE', await readSmall(env['SOPS_AGE_SSH_PRIVATE_KEY_FILE']));
  ssh('SOPS_AGE_SSH_PRIVATE_KEY_CMD', await runCommand(env['SOPS_AGE_SSH_PRIVATE_KEY_CMD'], env, recipient));
  for (const name of ['id_ed25519', 'id_rsa']) {
    ssh(join(home, '.ssh', name), await readSmall(join(home, '.ssh', name)));
  }
  return found;
}

async function nativeIdentity(origin: string, identity: string): Promise<FoundIdentity[]> {
  try {
    return [{ origin, identity, recipient: await identityToRecipient(identity) }];
  } catch {
    return [];
  }
}

async function readSmall(path: string | undefined): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  try {
    const bytes = await readFile(path);
    return bytes.length > MAX_IDENTITY_BYTES ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

function runCommand(
  command: string | undefined,
  env: Environment,
  recipient: string,
): Promise<string | undefined> {
  const [program, ...args] = splitCommand(command ?? '');
  if (program === undefined) return Promise.resolve(undefined);
  const options = {
    env: { ...env, SOPS_AGE_RECIPIENT: recipient },
    timeout: 60_000,
    maxBuffer: MAX_IDENTITY_BYTES,
  };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout) => resolve(error === null ? stdout : undefined));
  });
}

/** Words as a POSIX shell splits them: quotes and backslashes, nothing expanded. */
function splitCommand(command: string): string[] {
  const words = command.matchAll(/(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/g);
  return [...words].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
      (_, single?: string, double?: string, char?: string) =>
        single ?? double?.replaceAll(/\\([\\"$`])/g, '$1') ?? char ?? '',
    ),
  );
}
