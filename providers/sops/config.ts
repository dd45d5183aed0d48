import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { StoreError } from '../../src/migration/store.ts';
import { checkRecipient, type Recipient } from './recipient.ts';
import { compileRegex, RULE_NAMES, type CryptRule } from './rules.ts';

/** What `.sops.yaml` says of a file. */
export interface Creation {
  /** Recipients, a list for each key group. */
  readonly groups: readonly (readonly Recipient[])[];
  readonly threshold: number | undefined;
  readonly rule: CryptRule | undefined;
  readonly macOnlyEncrypted: boolean | undefined;
  readonly indent: { readonly yaml?: number; readonly json?: number };
  /** `.sops.yaml:3`, relative to the repository where it lies in it. */
  readonly origin: string;
}

/** The configuration does not speak of a file. */
export class NoCreationRule extends StoreError {}

/** What holds where a creation rule says nothing. */
export interface CreationDefaults {
  readonly encryptedRegex?: string;
  readonly macOnlyEncrypted?: boolean;
}

const NAME = '.sops.yaml';
const MAX_LEVELS = 100;
const MAX_CONFIG_BYTES = 1024 * 1024;
/** Kinds of keys of a creation rule that we cannot encrypt to. */
const OTHER_KINDS = ['hckms', 'azure_keyvault', 'hc_vault_transit_uri', 'hc_vault'];

/** The `.sops.yaml` that SOPS would use for a file: the nearest one upwards. */
export async function findConfig(path: string): Promise<string | undefined> {
  let folder = dirname(path);
  for (let level = 0; level < MAX_LEVELS; level++) {
    const candidate = join(folder, NAME);
    if (await exists(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * Reads the creation rule for a file; undefined when the configuration has no creation rules at all.
 * @throws {NoCreationRule} when no rule fits
 * @throws {StoreError} `usage` when the one that does asks for what we cannot write
 * @see https://github.com/getsops/sops/blob/v3.13.3/config/config.go
 */
export async function creationFor(
  config: string,
  path: string,
  root: string,
  defaults: CreationDefaults,
): Promise<Creation | undefined> {
  const inside = relative(root, config);
  const shown = inside.startsWith('..') ? config : inside;
  const bytes = await readFile(config);
  if (bytes.length > MAX_CONFIG_BYTES) throw problem(shown, 'it is larger than 1 MiB');
  const lines = new LineCounter();
  const document = parseDocument(bytes.toString('utf8'), { lineCounter: lines });
  if (document.errors.length > 0) throw problem(shown, 'it is not valid YAML');
  const top = toPlain(() => document.toJS({ maxAliasCount: 100 }) as unknown, shown);
  const rules = map(top)?.['creation_rules'];
  if (rules === undefined || rules === null) return undefined;
  if (!Array.isArray(rules)) throw problem(shown, 'creation_rules is not a list');

  // SOPS cuts the folder of the configuration off the path, and matches anywhere in what is left.
  const folder = dirname(config);
  const file = path.startsWith(folder + sep) ? path.slice(folder.length + 1) : path;
  const target = sep === '/' ? file : file.replaceAll(sep, '/');
  for (const [i, item] of (rules as unknown[]).entries()) {
    const rule = map(item);
    if (rule === undefined) throw problem(shown, `creation rule ${i + 1} is not a mapping`);
    const pattern = string(rule['path_regex']);
    if (pattern !== undefined && pattern !== '' && !compileRegex(pattern, `path_regex in ${shown}`)(target))
      continue;
    const node = document.getIn(['creation_rules', i], true);
    const line = isNode(node) ? lines.linePos(node.range?.[0] ?? 0).line : 0;
    return readRule(rule, map(map(top)?.['stores']) ?? {}, `${shown}:${line}`);
  }
  throw new NoCreationRule('usage', `no creation rule in ${shown} fits this file`, {
    hint: `give --age age1…, which adds the rule, or add it to creation_rules there:${missingRule(target, defaults)}`,
  });
}

function readRule(rule: Record<string, unknown>, stores: Record<string, unknown>, origin: string): Creation {
  const crypt = RULE_NAMES.flatMap((name): CryptRule[] => {
    const value = string(rule[name]);
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
  if (crypt.length > 1) throw problem(origin, 'more than one of the encrypted_ and unencrypted_ rules');
  const groups = Array.isArray(rule['key_groups'])
    ? (rule['key_groups'] as unknown[]).map((group) => readGroup(group, origin, 0))
    : [readGroup({ ...rule, merge: undefined }, origin, 0)];
  if (groups.length === 0 || groups.some((group) => group.length === 0))
    throw problem(origin, 'no keys, or an empty key group');
  const threshold = Number(rule['shamir_threshold'] ?? 0);
  if (!Number.isInteger(threshold) || threshold < 0 || threshold > 255)
    throw problem(origin, 'shamir_threshold');
  if (groups.length > 1 && threshold !== 0 && (threshold < 2 || threshold > groups.length)) {
    throw problem(origin, 'shamir_threshold must be at least 2 and at most the number of key groups');
  }
  const yaml = indent(map(stores['yaml'])?.['indent']);
  const json = indent(map(stores['json'])?.['indent']);
  return {
    groups,
    threshold: groups.length > 1 ? threshold || groups.length : undefined,
    rule: crypt[0],
    macOnlyEncrypted:
      typeof rule['mac_only_encrypted'] === 'boolean' ? rule['mac_only_encrypted'] : undefined,
    indent: {
      ...(yaml === undefined || yaml === 0 ? {} : { yaml }),
      ...(json === undefined ? {} : { json }),
    },
    origin,
  };
}

function readGroup(value: unknown, origin: string, depth: number): Recipient[] {
  const group = map(value);
  if (group === undefined || depth > 10) throw problem(origin, 'a key group is not a mapping');
  const other = OTHER_KINDS.find(
    (kind) => group[kind] !== undefined && group[kind] !== null && group[kind] !== '',
  );
  if (other !== undefined) {
    throw new StoreError(
      'usage',
      `${origin} asks for a key of the kind ${other}, which cannot be written yet`,
      {
        hint: 'age, pgp, kms and gcp_kms can; or encrypt this file with sops itself, or give --age with age recipients',
      },
    );
  }
  const merged = Array.isArray(group['merge']) ? (group['merge'] as unknown[]) : [];
  const all = [
    ...merged.flatMap((item) => readGroup(item, origin, depth + 1)),
    ...named(group['age'], 'age'),
    ...named(group['pgp'], 'pgp').map(({ kind, name }) => ({ kind, name: name.replaceAll(' ', '') })),
    ...awsKeys(group['kms'], string(group['aws_profile']), origin),
    ...named(group['gcp_kms'], 'gcp_kms'),
  ];
  for (const recipient of all) checkRecipient(recipient);
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = JSON.stringify(one);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** A text with commas, a list of texts, or (in a key group) of mappings with `resource_id`. */
function named(value: unknown, kind: 'age' | 'pgp' | 'gcp_kms'): Recipient[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value])
    .flatMap((item) => string(item)?.split(',') ?? string(map(item)?.['resource_id']) ?? [])
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((name) => ({ kind, name }));
}

/** As above; a mapping of a key group says `arn`, and may say `context` and `aws_profile`. */
function awsKeys(value: unknown, profile: string | undefined, origin: string): Recipient[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((item) => {
    const entry = map(item);
    const names = entry === undefined ? (string(item)?.split(',') ?? []) : [string(entry['arn']) ?? ''];
    return names.flatMap((text): Recipient[] => {
      const name = text.trim();
      if (name === '') return [];
      if (name.includes('+') || (string(entry?.['role']) ?? '') !== '')
        throw new StoreError('usage', `${origin} asks for a role to be assumed, which is not done here`, {
          hint: 'a profile with role_arn in AWS_PROFILE does it, without a role in .sops.yaml',
        });
      const context = Object.entries(map(entry?.['context']) ?? {}).flatMap(([key, text_]) =>
        typeof text_ === 'string' ? [[key, text_] as const] : [],
      );
      const own = string(entry?.['aws_profile']) ?? profile ?? '';
      return [
        {
          kind: 'kms',
          name,
          ...(context.length === 0 ? {} : { context: Object.fromEntries(context) }),
          ...(own === '' ? {} : { profile: own }),
        },
      ];
    });
  });
}

/** The rule that is missing, to be copied: for exactly this file, and for whoever should read it. */
function missingRule(target: string, defaults: CreationDefaults): string {
  // A name that could look like other lines of the hint.
  if (/\p{Cc}/u.test(target)) return ' one whose path_regex matches it';
  const pattern = `^${target.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
  return [
    `- path_regex: '${pattern.replaceAll("'", "''")}'`,
    ...(defaults.encryptedRegex === undefined ? [] : [`  encrypted_regex: ${defaults.encryptedRegex}`]),
    ...(defaults.macOnlyEncrypted === true ? ['  mac_only_encrypted: true'] : []),
    '  age: age1…',
  ]
    .map((line) => `\n      ${line}`)
    .join('');
}

function toPlain(read: () => unknown, shown: string): unknown {
  try {
    return read();
  } catch {
    throw problem(shown, 'its aliases expand too far');
  }
}

function map(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function indent(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 16
    ? value
    : undefined;
}

function problem(shown: string, why: string): StoreError {
  return new StoreError('usage', `${shown} cannot be used: ${why}`);
}
