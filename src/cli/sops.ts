import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createSopsStore, formatOf } from '../../providers/sops/index.ts';
import type { KeyChanges, SopsStore } from '../../providers/sops/index.ts';
import { Secret } from '../engine/index.ts';
import { readDocument } from '../manifests/index.ts';
import { readFileBelow, replaceFile, StoreError } from '../migration/index.ts';
import type { EncryptionRule, FileFormat } from '../migration/index.ts';
import { printable } from '../report/index.ts';
import { ask, isYes } from './ask.ts';
import { placeOf } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

interface SopsFile {
  /** As it was typed. */
  readonly shown: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly format: FileFormat;
  readonly store: SopsStore;
  /** Puts other bytes in its place, unless somebody changed it since. */
  readonly replace: (bytes: Uint8Array) => Promise<void>;
}

/** `unleak sops updatekeys FILE..`: the data key for the recipients of `.sops.yaml`, or of `--age`. */
export async function updateKeys(args: Arguments, signal: AbortSignal): Promise<number> {
  const files = await Promise.all(args.list('files').map((file) => open(file, args)));
  const work: [SopsFile, EncryptionRule][] = [];
  for (const file of files) {
    const rule = await ruleOf(file);
    const changes = file.store.keyChanges({ ...file, rule });
    const lines = changesOf(changes);
    tell(`${file.shown}  ${lines.length === 0 ? 'is up to date' : `(${rule.origin})`}`);
    for (const line of lines) tell(`  ${line}`);
    if (lines.length > 0) work.push([file, rule]);
  }
  if (work.length === 0) return 0;
  if (!args.on('yes')) {
    if (!process.stdin.isTTY) throw new UsageError('nobody can be asked here', 'give --yes to do it');
    if (!isYes(await ask('do it? [y/N] ', signal))) return 2;
  }
  for (const [file, rule] of work) {
    await file.replace(await file.store.updateKeys({ ...file, rule }));
    tell(`updated    ${file.shown}`);
  }
  if (work.some(([file, rule]) => file.store.keyChanges({ ...file, rule }).removed.length > 0))
    tell(
      'who was removed can still open older versions of the file: "unleak sops rotate", and rotate the secrets',
    );
  return 0;
}

/** `unleak sops rotate FILE..`: every value under a new data key, for the same recipients. */
export async function rotate(args: Arguments): Promise<number> {
  for (const name of args.list('files')) {
    const file = await open(name, args);
    await file.replace(await file.store.rotate(file));
    tell(`rotated    ${file.shown}: a new data key; the values are the same`);
  }
  return 0;
}

/** `unleak sops set FILE PATH`: what is on standard input in place of one value. */
export async function setValue(args: Arguments): Promise<number> {
  const file = await open(args.text('file') ?? '', args);
  const address = addressOf(args.text('path') ?? '');
  const leaves = await file.store.decrypt(file);
  const found = leaves.filter((leaf) => JSON.stringify(leaf.path) === JSON.stringify(address));
  const wanted = args.text('document');
  const [leaf, another] =
    wanted === undefined ? found : found.filter((one) => one.document === Number(wanted) - 1);
  if (leaf === undefined) {
    const known = leaves.map((one) => one.path.join('.'));
    throw new UsageError(
      `${file.shown} has no encrypted value there`,
      `it has ${known.slice(0, 8).join(', ')}${known.length > 8 ? ` and ${known.length - 8} more` : ''}`,
    );
  }
  if (another !== undefined)
    throw new UsageError(
      `${found.length} documents of ${file.shown} have a value there`,
      `--document ${found.map((one) => one.document + 1).join(' or ')}`,
    );
  if (process.stdin.isTTY) tell('the new value, then Ctrl-D:');
  const given = withoutLastNewline(await buffer(process.stdin));
  // As everywhere else, the value of a Secret's data is what its readers get.
  const encoded = isSecretData(file, leaf.document, address);
  const value = new Secret(encoded ? Buffer.from(given.toString('base64')) : given);
  await file.replace(await file.store.setValue({ ...file, document: leaf.document, address, value }));
  tell(`set        ${address.join('.')} in ${file.shown}${encoded ? ', as base64' : ''}`);
  return 0;
}

async function open(name: string, args: Arguments): Promise<SopsFile> {
  const { root } = await placeOf([name]);
  const path = await realpath(name);
  const inside = relative(root, path).split(sep).join('/');
  const disk = await readFileBelow(root, inside);
  if (disk === undefined) throw new UsageError(`${name}: no such file`);
  const { bytes, mode } = disk;
  const age = args.list('age');
  return {
    shown: name,
    path,
    bytes,
    format: (args.text('input-type') as FileFormat | undefined) ?? formatOf(path),
    store: createSopsStore({ root, env: process.env, ...(age.length === 0 ? {} : { age }) }),
    replace: (next) =>
      replaceFile(root, inside, next, {
        temporary: `.unleak-${randomBytes(6).toString('hex')}.tmp`,
        mode,
        expected: (now) => Buffer.compare(now, bytes) === 0,
      }),
  };
}

/** Only what somebody wrote down: an identity that happens to be here must not lock the others out. */
async function ruleOf(file: SopsFile): Promise<EncryptionRule> {
  const hint = 'give --age, or add a creation rule for it to .sops.yaml';
  let rule: EncryptionRule;
  try {
    rule = await file.store.ruleFor(file.path, {});
  } catch (error) {
    if (error instanceof StoreError && error.hint?.includes('path_regex') === true)
      throw new UsageError(`${file.shown}: ${error.message}`, hint);
    throw error;
  }
  if (rule.origin.includes('.sops.yaml') || rule.origin.startsWith('--age')) return rule;
  throw new UsageError(`whom should ${file.shown} be encrypted to? no .sops.yaml speaks of it`, hint);
}

function changesOf({ added, removed, regrouped }: KeyChanges): string[] {
  return [
    ...added.map((one) => `+ ${one}`),
    ...removed.map((one) => `- ${one}`),
    ...(regrouped ? ['the same recipients in other key groups'] : []),
  ];
}

/** `["stringData"]["api.key"]` as SOPS writes it, or `stringData.password`, `users.0.token`. */
function addressOf(text: string): (string | number)[] {
  if (!text.startsWith('[')) return text.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const steps = /^(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])+$/.test(text) ? text.slice(1, -1).split('][') : undefined;
  try {
    return JSON.parse(`[${steps?.join(',') ?? '?'}]`) as (string | number)[];
  } catch {
    throw new UsageError('this is no path', 'stringData.password, or ["stringData"]["api.key"]');
  }
}

/** One line ends where `echo` ended it; a text of several lines (a key, a certificate) is taken as it is. */
function withoutLastNewline(bytes: Buffer): Buffer {
  if (bytes.indexOf('\n') !== bytes.length - 1) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 13 ? -2 : -1);
}

function isSecretData(file: SopsFile, document: number, address: readonly (string | number)[]): boolean {
  const resources = readDocument(file.path, file.bytes)?.resources ?? [];
  const kind = resources.find((one) => one.document === document && one.item === undefined)?.kind;
  return kind === 'Secret' && address.length === 2 && address[0] === 'data';
}

function tell(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}
