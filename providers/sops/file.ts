import { createHash, timingSafeEqual } from 'node:crypto';
import { reveal, type Secret } from '../../src/engine/index.ts';
import { StoreError, type FileFormat } from '../../src/migration/store.ts';
import { parseDotenv } from './formats/dotenv.ts';
import { parseIni } from './formats/ini.ts';
import { binaryEnvelope, parseJson } from './formats/json.ts';
import { parseYaml, unreadableCharacter } from './formats/yaml.ts';
import { metadataBlock, readMetadata, type Metadata } from './metadata.ts';
import { compileRule, type CryptRule } from './rules.ts';
import {
  applyEdits,
  decodeText,
  MAX_BYTES,
  refuse,
  type Edit,
  type LayoutOptions,
  type Leaf,
} from './tree.ts';
import type { ParsedFile } from './tree.ts';
import {
  additionalData,
  decryptValue,
  encryptValue,
  formatFloat,
  isCiphertext,
  valueLike,
  type Value,
} from './value.ts';

/** The constant that SOPS hashes first when only encrypted values count: sha256("sops"). */
const MAC_ONLY_ENCRYPTED = '8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69';

/** All of the metadata but what encryption itself makes. */
export type Header = Omit<Metadata, 'mac'>;

export interface EncryptedFile {
  readonly bytes: Uint8Array;
  /** How many values, comments not counted. */
  readonly values: number;
}

/** One decrypted value of the part of a file that is encrypted. */
export interface DecryptedLeaf {
  readonly leaf: Leaf;
  readonly value: Value;
}

/** Reads a file in a format, encrypted or not. @throws {StoreError} `usage` when SOPS could not carry it */
export function parseFile(
  bytes: Uint8Array,
  format: FileFormat,
  layout: LayoutOptions = {},
): ParsedFile & { source: string } {
  if (bytes.length > MAX_BYTES) throw refuse('the file is larger than 16 MiB');
  const source = decodeText(bytes);
  const parse = { yaml: parseYaml, json: parseJson, binary: parseJson, dotenv: parseDotenv, ini: parseIni }[
    format
  ];
  return { ...parse(source, layout), source };
}

/**
 * Encrypts a file: only the values that the rule names change, and the block is appended.
 * @throws {StoreError} `usage` when it is encrypted already, or holds what SOPS could not carry
 */
export function encryptFile(
  bytes: Uint8Array,
  format: FileFormat,
  key: Uint8Array,
  header: Header,
  layout: LayoutOptions = {},
): EncryptedFile {
  if (format === 'binary') return encryptBinary(bytes, key, header);
  const file = parseFile(bytes, format, layout);
  if (file.metadata !== undefined) {
    throw new StoreError('usage', 'the file is encrypted with SOPS already', {
      hint: 'edit its values instead',
    });
  }
  const encrypted = compileRule(header.rule);
  refuseDoubtful(file.leaves, header.rule, encrypted);
  const edits: Edit[] = [];
  let values = 0;
  for (const leaf of file.leaves) {
    if (!encrypted(leaf) || leaf.value.bytes.length === 0) continue;
    if (!leaf.comment && isCiphertext(Buffer.from(leaf.value.bytes).toString('latin1'))) {
      throw refuse('a value that is encrypted already, in a file without a sops block', undefined, leaf.line);
    }
    edits.push(...leaf.replace(encryptValue(leaf.value, key, additionalData(leaf.keys))));
    if (!leaf.comment) values++;
  }
  if (format === 'json' && !header.macOnlyEncrypted) refuseWideIntegers(file.leaves, encrypted);
  const mac = macOf(
    file.leaves.map((leaf) => ({ leaf, value: leaf.value })),
    encrypted,
    header.macOnlyEncrypted,
  );
  edits.push(...file.writeMetadata(metadataBlock(seal(header, mac, key))));
  const out = applyEdits(file.source, edits);
  if (format === 'yaml') {
    const at = unreadableCharacter(out);
    if (at !== undefined) {
      const line = out.slice(0, at).split('\n').length;
      throw refuse('a control character or Unicode line break outside the encrypted values', undefined, line);
    }
  }
  return { bytes: Buffer.from(out, 'utf8'), values };
}

function encryptBinary(bytes: Uint8Array, key: Uint8Array, header: Header): EncryptedFile {
  if (bytes.length > MAX_BYTES) throw refuse('the file is larger than 16 MiB');
  if (bytes.length === 0) throw refuse('an empty file holds nothing to encrypt');
  const value: Value = { type: 'str', bytes };
  const mac = createHash('sha512').update(bytes).digest('hex').toUpperCase();
  const sealed = metadataBlock(seal(header, mac, key));
  return { bytes: Buffer.from(binaryEnvelope(encryptValue(value, key, 'data:'), sealed)), values: 1 };
}

/**
 * Decrypts a file and verifies its MAC.
 * @returns the values in the encrypted region, and all leaves with what they decrypt to
 * @throws {StoreError} `failed` when anything was changed after encryption
 */
export function decryptFile(
  bytes: Uint8Array,
  format: FileFormat,
  key: Uint8Array,
): {
  readonly metadata: Metadata;
  readonly leaves: readonly DecryptedLeaf[];
  readonly secret: readonly DecryptedLeaf[];
} {
  const file = parseFile(bytes, format);
  const metadata = metadataOf(file);
  const encrypted = compileRule(metadata.rule);
  if (metadata.rule.name.endsWith('comment_regex')) refuseDoubtful(file.leaves, metadata.rule, encrypted);
  const leaves: DecryptedLeaf[] = [];
  const secret: DecryptedLeaf[] = [];
  for (const leaf of file.leaves) {
    if (!encrypted(leaf)) {
      leaves.push({ leaf, value: leaf.value });
      continue;
    }
    if (leaf.value.type !== 'str' && leaf.value.type !== 'comment') {
      throw new StoreError('failed', `line ${leaf.line}: a value that should be encrypted is in clear`);
    }
    const value = decryptLeaf(leaf, key);
    leaves.push({ leaf, value });
    if (!leaf.comment) secret.push({ leaf, value });
  }
  const expected = macOf(leaves, encrypted, metadata.macOnlyEncrypted);
  const found = Buffer.from(decryptValue(metadata.mac, key, metadata.lastModified).bytes).toString('latin1');
  const candidates = [expected];
  if (format === 'json' && olderThan(metadata.version, [3, 13, 2])) {
    // Older versions read every JSON number as a double before they hashed it.
    candidates.push(macOf(leaves.map(asDouble), encrypted, metadata.macOnlyEncrypted));
  }
  if (!candidates.some((mac) => sameText(mac, found))) {
    throw new StoreError('failed', 'the MAC does not match: the file was changed after it was encrypted', {
      hint: 'compare it with the last commit; sops decrypt --ignore-mac reads it without this protection',
    });
  }
  return { metadata, leaves, secret };
}

/** Puts a new value in place of one, and leaves every other value's bytes alone. */
export function setValue(
  bytes: Uint8Array,
  format: FileFormat,
  key: Uint8Array,
  address: { readonly document: number; readonly path: readonly (string | number)[] },
  value: Secret,
  lastModified: string,
): Uint8Array {
  const { metadata, leaves } = decryptFile(bytes, format, key);
  const encrypted = compileRule(metadata.rule);
  const target = leaves.find(
    ({ leaf }) =>
      !leaf.comment &&
      leaf.document === address.document &&
      JSON.stringify(leaf.path) === JSON.stringify(address.path),
  );
  if (target === undefined) throw new StoreError('usage', 'there is no value under this address');
  if (!encrypted(target.leaf))
    throw new StoreError('usage', 'the value under this address is not encrypted by the rule');
  if (reveal(value).length === 0) throw new StoreError('usage', 'an empty value cannot be encrypted');
  const next = valueLike(target.value, reveal(value));
  const changed = leaves.map((item) => (item === target ? { leaf: item.leaf, value: next } : item));
  const file = parseFile(bytes, format);
  const mac = macOf(changed, encrypted, metadata.macOnlyEncrypted);
  const edits = [
    ...target.leaf.replace(encryptValue(next, key, additionalData(target.leaf.keys))),
    ...file.writeMetadata(metadataBlock(seal({ ...metadata, lastModified }, mac, key))),
  ];
  return Buffer.from(applyEdits(file.source, edits), 'utf8');
}

/** Encrypts every value anew under another data key. */
export function rotateFile(
  bytes: Uint8Array,
  format: FileFormat,
  oldKey: Uint8Array,
  newKey: Uint8Array,
  header: Header,
): Uint8Array {
  const { leaves } = decryptFile(bytes, format, oldKey);
  const encrypted = compileRule(header.rule);
  const file = parseFile(bytes, format);
  const edits = leaves
    .filter(({ leaf, value }) => encrypted(leaf) && value.bytes.length > 0)
    .flatMap(({ leaf, value }) => leaf.replace(encryptValue(value, newKey, additionalData(leaf.keys))));
  const mac = macOf(leaves, encrypted, header.macOnlyEncrypted);
  edits.push(...file.writeMetadata(metadataBlock(seal(header, mac, newKey))));
  return Buffer.from(applyEdits(file.source, edits), 'utf8');
}

/** Writes the block anew with other keys; values and MAC stay. */
export function replaceMetadata(bytes: Uint8Array, format: FileFormat, metadata: Metadata): Uint8Array {
  const file = parseFile(bytes, format);
  return Buffer.from(applyEdits(file.source, file.writeMetadata(metadataBlock(metadata))), 'utf8');
}

/** The block of an encrypted file. @throws {StoreError} `usage` when it has none, `failed` when it is malformed */
export function metadataOf(file: ParsedFile): Metadata {
  if (file.metadata === undefined) throw new StoreError('usage', 'the file is not encrypted with SOPS');
  return readMetadata(file.metadata);
}

function decryptLeaf(leaf: Leaf, key: Uint8Array): Value {
  const text = Buffer.from(leaf.value.bytes).toString('utf8');
  if (!leaf.comment) {
    try {
      return decryptValue(text, key, additionalData(leaf.keys));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new StoreError('failed', `line ${leaf.line}: ${error.message}`);
    }
  }
  // SOPS, too, takes a comment that is not encrypted as it is.
  if (!isCiphertext(text)) return leaf.value;
  for (const keys of [leaf.keys, ...(leaf.otherKeys ?? [])]) {
    try {
      return decryptValue(text, key, additionalData(keys));
    } catch {
      // Another collection may be the one that was meant.
    }
  }
  throw new StoreError('failed', `line ${leaf.line}: an encrypted comment does not decrypt`);
}

/**
 * SHA-512 over the plain bytes of all values in order, comments left out.
 * @see https://github.com/getsops/sops/blob/v3.13.3/sops.go Encrypt
 */
function macOf(
  leaves: readonly DecryptedLeaf[],
  encrypted: (leaf: Leaf) => boolean,
  onlyEncrypted: boolean,
): string {
  const hash = createHash('sha512');
  if (onlyEncrypted) hash.update(MAC_ONLY_ENCRYPTED, 'hex');
  for (const { leaf, value } of leaves) {
    if (leaf.comment || value.type === 'comment') continue;
    if (!onlyEncrypted || encrypted(leaf)) hash.update(value.bytes);
  }
  return hash.digest('hex').toUpperCase();
}

function seal(header: Header, mac: string, key: Uint8Array): Metadata {
  const value: Value = { type: 'str', bytes: Buffer.from(mac) };
  return { ...header, mac: encryptValue(value, key, header.lastModified) };
}

/** What we and SOPS might see differently, or SOPS would break. */
function refuseDoubtful(leaves: readonly Leaf[], rule: CryptRule, encrypted: (leaf: Leaf) => boolean): void {
  const byComment = rule.name.endsWith('comment_regex');
  for (const leaf of leaves) {
    if (leaf.shared === true && (byComment || encrypted(leaf))) {
      throw refuse(
        'an anchor, alias or merge key among the values to encrypt: SOPS would write the value out at each address',
        'write the value out where the alias stands',
        leaf.line,
      );
    }
    if (byComment && leaf.comment && leaf.sure === false) {
      throw refuse(
        'a comment that could belong to more than one key, under a rule that looks at comments',
        undefined,
        leaf.line,
      );
    }
  }
}

/** Before 3.13.2 SOPS rounded them to doubles before it hashed them, so no MAC satisfies both. */
function refuseWideIntegers(leaves: readonly Leaf[], encrypted: (leaf: Leaf) => boolean): void {
  for (const leaf of leaves) {
    if (leaf.value.type !== 'int' || encrypted(leaf)) continue;
    if (Number.isSafeInteger(Number(Buffer.from(leaf.value.bytes).toString('latin1')))) continue;
    throw refuse(
      'an integer beyond 2^53 that stays in clear: versions of SOPS differ on it',
      'use mac_only_encrypted: true',
      leaf.line,
    );
  }
}

function asDouble(item: DecryptedLeaf): DecryptedLeaf {
  // Only what stands in clear was read that way.
  if (item.value.type !== 'int' || item.value !== item.leaf.value) return item;
  const double = formatFloat(Number(Buffer.from(item.value.bytes).toString('latin1')));
  return { leaf: item.leaf, value: { type: 'float', bytes: Buffer.from(double) } };
}

function olderThan(version: string, than: readonly [number, number, number]): boolean {
  const parts = version.split('.').map(Number);
  for (const [i, limit] of than.entries()) {
    const part = parts[i] ?? 0;
    if (part !== limit) return part < limit;
  }
  return false;
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
