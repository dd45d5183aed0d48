/** SOPS as a store: values stay in the file, encrypted. Our own writer and reader; the `sops` program is not needed. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, lstat, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { Secret } from '../../src/engine/index.ts';
import {
  StoreError,
  type EncryptionRule,
  type FileFormat,
  type InPlaceStore,
} from '../../src/migration/store.ts';
import { creationFor, findConfig, NoCreationRule } from './config.ts';
import { noIdentity, openDataKey, wrapDataKey } from './data-key.ts';
import {
  decryptFile,
  encryptFile,
  metadataOf,
  parseFile,
  replaceMetadata,
  rotateFile,
  setValue,
} from './file.ts';
import { findIdentities, identityFile, type Environment } from './keys.ts';
import { keyName, SOPS_VERSION, timestamp, type Metadata } from './metadata.ts';
import { checkRecipient, recipientOf, type Recipient } from './recipient.ts';
import { DEFAULT_RULE, type CryptRule } from './rules.ts';
import type { LayoutOptions } from './tree.ts';
import type { Value } from './value.ts';

export { dotenvProblem } from './formats/dotenv.ts';

export interface SopsOptions {
  /** The repository's root: origins are shown relative to it. */
  readonly root: string;
  /** Recipients for files that no `.sops.yaml` speaks of. */
  readonly age?: readonly string[];
  /** The user's environment, where identities are looked for. */
  readonly env: Environment;
  /** May {@link SopsStore.createIdentity} be planned when there is no recipient at all? Default true. */
  readonly createIdentity?: boolean;
  readonly now?: () => Date;
}

/** What will be made before the first file is encrypted; nothing is written by asking. */
export interface Preparation {
  /** A new identity will be written here, mode 0600, because neither a recipient nor an identity was found. */
  readonly identityPath?: string;
}

export interface CreatedIdentity {
  readonly recipient: string;
  readonly path: string;
  /** False when a file with an identity was there already. */
  readonly created: boolean;
}

export interface SopsStore extends InPlaceStore {
  /** What {@link createIdentity} would do for these files. */
  prepare(paths: readonly string[]): Promise<Preparation>;
  /**
   * Writes a new age identity where SOPS looks for it, unless one is there: then that one is used. Rules that were read
   * before with no recipients encrypt to it from now on.
   */
  createIdentity(): Promise<CreatedIdentity>;
  /** Does the file have a `sops` block? */
  isEncrypted(bytes: Uint8Array, format: FileFormat): boolean;
  /** Whom a file is encrypted to: `age age1…`, `kms arn:…`. */
  recipientsOf(bytes: Uint8Array, format: FileFormat): readonly string[];
  /**
   * Edits one encrypted value; the bytes of every other value stay. A number or boolean stays one where the text is one;
   * all else becomes a string.
   */
  setValue(input: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly format: FileFormat;
    readonly document: number;
    readonly address: readonly (string | number)[];
    readonly value: Secret;
  }): Promise<Uint8Array>;
  /** What {@link updateKeys} would change. */
  keyChanges(input: {
    readonly bytes: Uint8Array;
    readonly format: FileFormat;
    readonly rule: EncryptionRule;
  }): KeyChanges;
  /** Encrypts the data key to the rule's recipients; values stay. Keys of kinds we cannot write are refused. */
  updateKeys(input: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly format: FileFormat;
    readonly rule: EncryptionRule;
  }): Promise<Uint8Array>;
  /** Encrypts every value under a new data key, to the same recipients. */
  rotate(input: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly format: FileFormat;
  }): Promise<Uint8Array>;
}

/** Recipients as in {@link SopsStore.recipientsOf}. */
export interface KeyChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same recipients are in other key groups, or more or fewer of the groups are needed. */
  readonly regrouped: boolean;
}

/** What `details` of an {@link EncryptionRule} holds. */
interface SopsRule {
  readonly groups: readonly (readonly Recipient[])[];
  readonly threshold: number | undefined;
  readonly rule: CryptRule;
  readonly macOnlyEncrypted: boolean;
  readonly indent: { readonly yaml?: number; readonly json?: number };
}

/** The format that SOPS takes from a file's name. @see https://github.com/getsops/sops/blob/v3.13.3/cmd/sops/formats/formats.go */
export function formatOf(path: string): FileFormat {
  if (/\.ya?ml$/.test(path)) return 'yaml';
  if (path.endsWith('.json')) return 'json';
  if (path.endsWith('.env')) return 'dotenv';
  return path.endsWith('.ini') ? 'ini' : 'binary';
}

export function createSopsStore(options: SopsOptions): SopsStore {
  const { root, env } = options;
  const now = options.now ?? (() => new Date());
  let made: CreatedIdentity | undefined;

  const ruleFor: InPlaceStore['ruleFor'] = async (path, defaults) => {
    const config = await findConfig(path);
    const given = options.age ?? [];
    let instead = '';
    const creation = await (config === undefined
      ? undefined
      : creationFor(config, path, root, defaults).catch((error: unknown) => {
          // --age answers for files that the configuration does not speak of, or asks keys for that we cannot write.
          if (given.length === 0 || !(error instanceof StoreError) || error.hint === undefined) throw error;
          if (!(error instanceof NoCreationRule)) instead = ` (${error.message})`;
          return undefined;
        }));
    const byRegex: CryptRule | undefined =
      defaults.encryptedRegex === undefined
        ? undefined
        : { name: 'encrypted_regex', value: defaults.encryptedRegex };
    const { groups, origin } = creation ?? (await ownRecipients(given));
    for (const recipient of groups.flat()) checkRecipient(recipient);
    const details: SopsRule = {
      groups,
      threshold: creation?.threshold,
      rule: creation?.rule ?? byRegex ?? DEFAULT_RULE,
      macOnlyEncrypted: creation?.macOnlyEncrypted ?? defaults.macOnlyEncrypted ?? false,
      indent: creation?.indent ?? {},
    };
    const shown = details.rule.name === 'encrypted_regex' ? { encryptedRegex: details.rule.value } : {};
    return {
      recipients: groups.flat().map((recipient) => recipient.name),
      origin: origin + instead,
      ...shown,
      macOnlyEncrypted: details.macOnlyEncrypted,
      details,
    };
  };

  const ownRecipients = async (
    given: readonly string[],
  ): Promise<{ groups: readonly (readonly Recipient[])[]; origin: string }> => {
    const age = (name: string): Recipient => ({ kind: 'age', name });
    if (given.length > 0) return { groups: [[...new Set(given)].map(age)], origin: '--age' };
    if (made !== undefined) return { groups: [[age(made.recipient)]], origin: 'new identity' };
    const own = (await findIdentities(env)).find((identity) => identity.recipient !== undefined);
    if (own?.recipient !== undefined) return { groups: [[age(own.recipient)]], origin: own.origin };
    if (options.createIdentity === false) {
      throw new StoreError('usage', 'nobody to encrypt to: no .sops.yaml, no --age, no identity', {
        hint: 'give --age age1…',
      });
    }
    return { groups: [], origin: 'new identity' };
  };

  const dataKeyOf = async (
    bytes: Uint8Array,
    format: FileFormat,
  ): Promise<{ key: Uint8Array; metadata: Metadata }> => {
    const metadata = metadataOf(parseFile(bytes, format));
    const key = await openDataKey(metadata, env);
    if (key === undefined) throw noIdentity(metadata);
    return { key, metadata };
  };

  const groupsOf = (details: SopsRule): readonly (readonly Recipient[])[] => {
    if (details.groups.length > 0) return details.groups;
    if (made === undefined) throw new StoreError('usage', 'the new identity has not been created yet');
    return [[{ kind: 'age', name: made.recipient }]];
  };

  return {
    id: 'sops',
    title: 'SOPS',
    ruleFor,

    async prepare(paths) {
      for (const path of paths) {
        const rule = await ruleFor(path, {});
        if (rule.recipients.length === 0) return { identityPath: identityFile(env) };
      }
      return {};
    },

    async createIdentity() {
      made ??= await writeIdentity(env, now());
      return made;
    },

    async encrypt({ bytes, format, rule }) {
      const details = rule.details as SopsRule;
      const key = randomBytes(32);
      const groups = await wrapDataKey(key, groupsOf(details), details.threshold, env, now());
      const header = {
        groups,
        threshold: details.threshold,
        rule: format === 'binary' ? DEFAULT_RULE : details.rule,
        macOnlyEncrypted: format !== 'binary' && details.macOnlyEncrypted,
        lastModified: timestamp(now()),
        version: SOPS_VERSION,
      };
      const encrypted = encryptFile(bytes, format, key, header, layoutFor(format, details));
      const metadata = metadataOf(parseFile(encrypted.bytes, format));
      const opened = await openDataKey(metadata, env, true);
      if (opened !== undefined && !timingSafeEqual(opened, key)) {
        throw new StoreError('failed', 'the identity at hand opens another data key than was written');
      }
      proveSame(bytes, encrypted.bytes, format, key);
      return { ...encrypted, verifiedBy: opened === undefined ? 'data-key' : 'identity' };
    },

    async decrypt({ bytes, format }) {
      const { key } = await dataKeyOf(bytes, format);
      return decryptFile(bytes, format, key).secret.map(({ leaf, value }) => ({
        document: leaf.document,
        path: leaf.path,
        value: new Secret(value.bytes),
      }));
    },

    isEncrypted(bytes, format) {
      try {
        return parseFile(bytes, format).metadata !== undefined;
      } catch {
        return false;
      }
    },

    recipientsOf(bytes, format) {
      const { groups } = metadataOf(parseFile(bytes, format));
      return groups.flat().map((entry) => `${entry.kind} ${keyName(entry)}`);
    },

    async setValue({ bytes, format, document, address, value }) {
      const { key } = await dataKeyOf(bytes, format);
      const out = setValue(bytes, format, key, { document, path: address }, value, timestamp(now()));
      decryptFile(out, format, key);
      return out;
    },

    keyChanges({ bytes, format, rule }) {
      const details = rule.details as SopsRule;
      const metadata = metadataOf(parseFile(bytes, format));
      const shown = (groups: readonly (readonly string[])[]): string[][] =>
        groups.map((group) => group.toSorted());
      const before = shown(metadata.groups.map((group) => group.map((one) => `${one.kind} ${keyName(one)}`)));
      const after = shown(groupsOf(details).map((group) => group.map((one) => `${one.kind} ${one.name}`)));
      const added = after.flat().filter((one) => !before.flat().includes(one));
      const removed = before.flat().filter((one) => !after.flat().includes(one));
      const other =
        JSON.stringify([before, metadata.threshold]) !== JSON.stringify([after, details.threshold]);
      return { added, removed, regrouped: other && added.length + removed.length === 0 };
    },

    async updateKeys({ bytes, format, rule }) {
      const { key, metadata } = await dataKeyOf(bytes, format);
      decryptFile(bytes, format, key);
      const details = rule.details as SopsRule;
      const kept = metadata.groups.flat().find((entry) => recipientOf(entry) === undefined);
      if (kept !== undefined) throw notWritable(kept.kind);
      const groups = await wrapDataKey(key, groupsOf(details), details.threshold, env, now());
      const out = replaceMetadata(bytes, format, { ...metadata, groups, threshold: details.threshold });
      decryptFile(out, format, key);
      return out;
    },

    async rotate({ bytes, format }) {
      const { key, metadata } = await dataKeyOf(bytes, format);
      const fresh = randomBytes(32);
      const names = metadata.groups.map((group) =>
        group.map((entry) => {
          const recipient = recipientOf(entry);
          if (recipient === undefined) throw notWritable(entry.kind);
          checkRecipient(recipient);
          return recipient;
        }),
      );
      const groups = await wrapDataKey(fresh, names, metadata.threshold, env, now());
      const header = { ...metadata, groups, lastModified: timestamp(now()), version: SOPS_VERSION };
      const out = rotateFile(bytes, format, key, fresh, header);
      decryptFile(out, format, fresh);
      return out;
    },
  };
}

function layoutFor(format: FileFormat, details: SopsRule): LayoutOptions {
  const indent =
    format === 'yaml' ? details.indent.yaml : format === 'json' ? details.indent.json : undefined;
  return indent === undefined ? {} : { indent };
}

function notWritable(kind: string): StoreError {
  return new StoreError('usage', `the file has a key of the kind ${kind}, which cannot be written yet`, {
    hint: 'use sops itself for this file: sops updatekeys, sops rotate',
  });
}

/** Reads back what was written and compares every value, comments included, with the source. */
function proveSame(before: Uint8Array, after: Uint8Array, format: FileFormat, key: Uint8Array): void {
  const tag = (values: readonly Value[]): Buffer => {
    // Under the data key: a plain hash of values would be a way to guess them.
    const mac = createHmac('sha256', key);
    for (const { type, bytes } of values) mac.update(`${type}:${bytes.length}:`).update(bytes);
    return mac.digest();
  };
  const expected: Value[] =
    format === 'binary'
      ? [{ type: 'str', bytes: before }]
      : parseFile(before, format).leaves.map((leaf) => leaf.value);
  const found = decryptFile(after, format, key).leaves.map(({ value }) => value);
  if (!timingSafeEqual(tag(expected), tag(found))) {
    throw new StoreError('failed', 'what was encrypted does not read back equal; nothing was written');
  }
}

async function writeIdentity(env: Environment, now: Date): Promise<CreatedIdentity> {
  const path = identityFile(env);
  const known = (await findIdentities(env)).find(
    ({ origin, recipient }) => origin === path && recipient !== undefined,
  );
  if (known?.recipient !== undefined) return { recipient: known.recipient, path, created: false };
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const before = await lstat(path).catch(() => undefined);
    if (before !== undefined && !before.isFile()) throw new Error('not a regular file');
    // Appended, never replaced: a file of comments or ssh keys may be there.
    const file = await open(path, 'a', 0o600);
    try {
      await chmod(path, 0o600);
      const lead = before !== undefined && before.size > 0 ? '\n' : '';
      await file.writeFile(`${lead}# created: ${timestamp(now)}\n# public key: ${recipient}\n${identity}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch {
    throw new StoreError('failed', `the identity could not be written to ${path}`, {
      hint: 'check the folder and its permissions, or give --age with a recipient that exists',
    });
  }
  return { recipient, path, created: true };
}
