import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { parseAllDocuments } from 'yaml';
import { createSopsStore, formatOf, type SopsOptions, type SopsStore } from '../../providers/sops/index.ts';

/** A folder with an identity of its own, where neither the user's keys nor a `.sops.yaml` above are seen. */
export interface World {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly recipient: string;
  readonly store: SopsStore;
  storeWith(options: Partial<SopsOptions>): SopsStore;
  write(name: string, content: string | Uint8Array): string;
  /** Encrypts with our store under the default rule or the one of `defaults`, and writes the file. */
  encrypt(
    name: string,
    content: string | Uint8Array,
    defaults?: { encryptedRegex?: string; macOnlyEncrypted?: boolean },
  ): Promise<{ path: string; text: string; values: number }>;
}

export async function makeWorld(t: Pick<ExecutionContext, 'teardown'> | undefined): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'unleak-sops-'));
  t?.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  writeFileSync(join(folder, 'keys.txt'), `# a comment\n${identity}\n`);
  const env = {
    HOME: folder,
    PATH: process.env['PATH'] ?? '',
    SOPS_AGE_KEY_FILE: join(folder, 'keys.txt'),
    // A process of some milliseconds has nothing to collect.
    GOGC: 'off',
  };
  const storeWith = (options: Partial<SopsOptions>): SopsStore =>
    createSopsStore({ root: folder, env, ...options });
  const store = storeWith({});
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    folder,
    env,
    recipient,
    store,
    storeWith,
    write,
    async encrypt(name, content, defaults = {}) {
      const path = join(folder, name);
      const rule = await store.ruleFor(path, defaults);
      const { bytes, values } = await store.encrypt({
        path,
        bytes: Buffer.from(content),
        format: formatOf(path),
        rule,
      });
      write(name, bytes);
      return { path, text: Buffer.from(bytes).toString('utf8'), values };
    },
  };
}

export interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program to its end; never throws. */
export function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { env, encoding: 'buffer', timeout: 60_000, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr: stderr.toString('utf8') });
      },
    );
  });
}

/** YAML as plain data in which equal values are equal texts, whatever style they were written in. */
export function normalised(yaml: string): unknown[] {
  // Around a comment in or before an empty collection go-yaml puts brackets where YAML does not allow them.
  const closed = yaml
    .replaceAll(/([{[])\s*\n(?:\s*#[^\n]*\n)+\s*([}\]])/g, '$1$2')
    .replaceAll(/^(.*[-:] )(#[^\n]*)\n\s*(\{\}|\[\])$/gm, '$1$3 $2');
  return parseAllDocuments(closed, { intAsBigInt: true, version: '1.2' }).map((doc) => normalise(doc.toJS()));
}

export function normalise(value: unknown): unknown {
  if (typeof value === 'bigint') return `number ${value}`;
  if (typeof value === 'number') return `number ${Number.isSafeInteger(value) ? BigInt(value) : value}`;
  if (Array.isArray(value)) return value.map(normalise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalise(item)]));
}
