import { spawn } from 'node:child_process';
import { StoreError } from '../../src/migration/store.ts';
import type { Environment } from './keys.ts';

const MAX_OUTPUT = 1024 * 1024;
const TIME = 60_000;

/**
 * Encrypts a data key with the user's `gpg`, as SOPS does. The key goes in by a pipe, never as an argument.
 * @see https://github.com/getsops/sops/blob/v3.13.3/pgp/keysource.go
 */
export async function wrapForPgp(
  dataKey: Uint8Array,
  fingerprint: string,
  env: Environment,
): Promise<string> {
  const args = ['--no-default-recipient', '--yes', '--batch', '--encrypt', '-a', '-r', fingerprint];
  const armored = await gpg(
    [...args, '--trusted-key', fingerprint.slice(-16), '--no-encrypt-to'],
    dataKey,
    env,
  );
  if (armored !== undefined) return armored.toString('latin1');
  throw new StoreError('usage', `gpg cannot encrypt to ${fingerprint}`, {
    hint: `gpg --list-keys ${fingerprint} shows whether the key is there and still valid; gpg --import adds it`,
  });
}

/** Opens a data key with the user's `gpg`, whose agent may ask for a passphrase; undefined when it cannot. */
export async function unwrapWithPgp(enc: string, env: Environment): Promise<Uint8Array | undefined> {
  return gpg(['--use-agent', '--quiet', '-d'], Buffer.from(enc, 'latin1'), env);
}

function gpg(args: readonly string[], input: Uint8Array, env: Environment): Promise<Buffer | undefined> {
  // Only the user says which program that is.
  const program = env['SOPS_GPG_EXEC'];
  return new Promise((resolve) => {
    const child = spawn(program === undefined || program === '' ? 'gpg' : program, args, {
      env: { ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: TIME,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) child.kill();
      else chunks.push(chunk);
    });
    // It may end before it has read all.
    child.stdin.on('error', () => undefined);
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code === 0 && size > 0 ? Buffer.concat(chunks) : undefined));
    child.stdin.end(input);
  });
}
