import { StoreError } from '../../src/migration/store.ts';
import { DEFAULT_RULE, RULE_NAMES, type CryptRule } from './rules.ts';
import type { MetadataBlock, MetadataNode } from './tree.ts';

/** The kinds of keys that a block may hold, in the order in which SOPS tries them. */
export const KEY_KINDS = ['age', 'pgp', 'kms', 'gcp_kms', 'hckms', 'azure_kv', 'hc_vault'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** One recipient with the data key (or its share of it) encrypted to it; its fields as they stand in the file. */
export interface KeyEntry {
  readonly kind: KeyKind;
  readonly fields: { readonly [key: string]: MetadataNode };
}

/**
 * The `sops` block.
 * @see https://github.com/getsops/sops/blob/v3.13.3/stores/stores.go
 */
export interface Metadata {
  /** One group: every key opens the file. More: `threshold` of them must be opened together. */
  readonly groups: readonly (readonly KeyEntry[])[];
  readonly threshold: number | undefined;
  readonly rule: CryptRule;
  readonly macOnlyEncrypted: boolean;
  /** RFC 3339, as it stands in the file: it authenticates the MAC. */
  readonly lastModified: string;
  readonly mac: string;
  readonly version: string;
}

/** The version whose file format we write. */
export const SOPS_VERSION = '3.13.2';

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

/** Now, as SOPS writes it: UTC, whole seconds. */
export function timestamp(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

/** The name of a key, printable: `age1…`, an ARN, a fingerprint. */
export function keyName(entry: KeyEntry): string {
  const { fields } = entry;
  const parts =
    entry.kind === 'azure_kv'
      ? [fields['vault_url'], 'keys', fields['name'], fields['version']]
      : entry.kind === 'hc_vault'
        ? [fields['vault_address'], 'v1', fields['engine_path'], 'keys', fields['key_name']]
        : [fields['recipient'] ?? fields['fp'] ?? fields['arn'] ?? fields['resource_id'] ?? fields['key_id']];
  return parts.filter((part) => typeof part === 'string').join('/');
}

/** Reads a block. @throws {StoreError} `failed` when it is malformed; the text quotes nothing of it */
export function readMetadata(block: unknown): Metadata {
  const top = asMap(block, 'sops');
  const lastModified = asText(top['lastmodified']);
  if (lastModified === undefined || !TIMESTAMP.test(lastModified)) throw malformed('lastmodified');
  const mac = asText(top['mac']);
  if (mac === undefined || mac === '') throw malformed('mac');
  const rules = RULE_NAMES.flatMap((name) => {
    const value = asText(top[name]);
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
  if (rules.length > 1) throw malformed('encryption rules (more than one)');
  const single = readGroup(top);
  const groups =
    single.length > 0
      ? [single]
      : asList(top['key_groups'], 'key_groups').map((group) => readGroup(asMap(group, 'key_groups')));
  if (groups.length === 0) throw malformed('keys (there is none)');
  const threshold = Number(asText(top['shamir_threshold']) ?? '0');
  if (!Number.isInteger(threshold) || threshold < 0 || threshold > 255) throw malformed('shamir_threshold');
  return {
    groups,
    threshold: threshold === 0 ? undefined : threshold,
    rule: rules[0] ?? DEFAULT_RULE,
    macOnlyEncrypted: /^(?:true|True|TRUE|1|t|T)$/.test(asText(top['mac_only_encrypted']) ?? ''),
    lastModified,
    mac,
    version: asText(top['version']) ?? '',
  };
}

/** The block as it is written: keys sorted, nothing empty. */
export function metadataBlock(metadata: Metadata): MetadataBlock {
  const { groups, threshold, rule } = metadata;
  const block: Record<string, MetadataNode> = {
    lastmodified: metadata.lastModified,
    mac: metadata.mac,
    version: metadata.version,
    [rule.name]: rule.value,
  };
  if (metadata.macOnlyEncrypted) block['mac_only_encrypted'] = true;
  if (threshold !== undefined) block['shamir_threshold'] = threshold;
  if (groups.length === 1) Object.assign(block, writeGroup(groups[0] ?? []));
  else block['key_groups'] = groups.map(writeGroup);
  return sorted(block);
}

function writeGroup(group: readonly KeyEntry[]): MetadataBlock {
  const lists = KEY_KINDS.map((kind): [string, MetadataNode] => [
    kind,
    group.filter((entry) => entry.kind === kind).map((entry) => sorted(entry.fields)),
  ]);
  return sorted(Object.fromEntries(lists.filter(([, list]) => (list as readonly MetadataNode[]).length > 0)));
}

function sorted(block: MetadataBlock): MetadataBlock {
  return Object.fromEntries(Object.entries(block).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function readGroup(group: Record<string, unknown>): KeyEntry[] {
  return KEY_KINDS.flatMap((kind) =>
    asList(group[kind], kind).map((item) => {
      const fields: Record<string, MetadataNode> = {};
      for (const [name, value] of Object.entries(asMap(item, kind))) {
        const node = asNode(value);
        if (node !== undefined) fields[name] = node;
      }
      if (typeof fields['enc'] !== 'string') throw malformed(`${kind} (a key without enc)`);
      return { kind, fields };
    }),
  );
}

function asNode(value: unknown): MetadataNode | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).flatMap(([key, item]): [string, MetadataNode][] => {
    const node = asNode(item);
    return node === undefined ? [] : [[key, node]];
  });
  return Object.fromEntries(entries);
}

function asMap(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(what);
  return value as Record<string, unknown>;
}

function asList(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) throw malformed(what);
  return value;
}

function asText(value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function malformed(what: string): StoreError {
  return new StoreError('failed', `the sops block of the file is malformed: ${what}`);
}
