import { basename } from 'node:path';
import { parse as parseYaml, stringify } from 'yaml';
import { ConfigError } from '../error.ts';
import type { ImportedConfig } from './gitleaks.ts';

type Table = Readonly<Record<string, unknown>>;
type Found = { allow: Table[]; ignore: string[]; notes: string[] };

/**
 * The lists of what other scanners ignore, as `unleak.yaml`: `.trivyignore` and `.trivyignore.yaml` (secrets alone),
 * `.gitguardian.yaml`, `.secretlintignore`. A rule is carried over where a detector has the same name; what has no equal
 * is said.
 * @param detectors - the ids of the detectors
 * @see https://trivy.dev/docs/latest/configuration/filtering/
 * @see https://docs.gitguardian.com/ggshield-docs/configuration
 * @returns undefined when the file is none of them
 * @throws {ConfigError}
 */
export function importIgnores(
  path: string,
  text: string,
  detectors: ReadonlySet<string>,
): ImportedConfig | undefined {
  const found: Found = { allow: [], ignore: [], notes: [] };
  const name = basename(path);
  if (name === '.trivyignore') trivyLines(text, detectors, found);
  else if (/^\.trivyignore\.ya?ml$/.test(name)) trivyYaml(table(yaml(path, text)), detectors, found);
  else if (/^\.gitguardian\.ya?ml$/.test(name)) gitGuardian(name, table(yaml(path, text)), found);
  else if (name === '.secretlintignore') found.ignore.push(...lines(text));
  else return undefined;
  const config = {
    ...(found.ignore.length === 0 ? {} : { paths: { ignore: found.ignore } }),
    ...(found.allow.length === 0 ? {} : { allow: found.allow }),
  };
  return { yaml: stringify(config, { lineWidth: 0 }), notes: found.notes };
}

/** The values that a `.gitguardian.yaml` ignores, where it has them in clear; undefined when it is none. */
export function gitGuardianMatches(
  path: string,
  text: string,
): { readonly name: string; readonly value: string }[] | undefined {
  if (!/^\.gitguardian\.ya?ml$/.test(basename(path))) return undefined;
  return matchesOf(table(yaml(path, text)))
    .filter(({ match }) => !isDigest(match))
    .map(({ name, match }) => ({ name, value: match }));
}

function trivyLines(text: string, detectors: ReadonlySet<string>, found: Found): void {
  for (const line of lines(text)) {
    const [id = '', ...rest] = line.split(/\s+/);
    const until = rest.map((word) => /^exp:(\d{4}-\d\d-\d\d)$/.exec(word)?.[1]).find(Boolean);
    trivyRule({ id, reason: 'imported from .trivyignore', until, paths: [] }, detectors, found);
  }
}

function trivyYaml(data: Table, detectors: ReadonlySet<string>, found: Found): void {
  const others = Object.keys(data).filter((key) => key !== 'secrets');
  if (others.length > 0) found.notes.push(`${others.join(', ')}: not about secrets, left out`);
  for (const one of tables(data['secrets'])) {
    const expiry = one['expired_at'];
    trivyRule(
      {
        id: textOf(one['id']),
        reason: textOf(one['statement']) || 'imported from .trivyignore.yaml',
        until: expiry instanceof Date ? expiry.toISOString().slice(0, 10) : textOf(expiry) || undefined,
        paths: strings(one['paths']),
      },
      detectors,
      found,
    );
  }
}

function trivyRule(
  rule: { id: string; reason: string; until: string | undefined; paths: readonly string[] },
  detectors: ReadonlySet<string>,
  { allow, notes }: Found,
): void {
  const { id, reason, until, paths } = rule;
  // CVE-…, GHSA-…, AVD-…: of vulnerabilities and configuration.
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) return void notes.push(`${id}: not about secrets, left out`);
  if (!detectors.has(id))
    return void notes.push(
      `${id}: no detector has this name; accept what it found with: unleak import REPORT --write-baseline`,
    );
  const entry = { detector: id, reason, ...(until === undefined ? {} : { until }) };
  if (paths.length === 0) allow.push(entry);
  // Theirs are whole paths from the top.
  for (const path of paths) allow.push({ ...entry, path: path.startsWith('/') ? path : `/${path}` });
}

function gitGuardian(name: string, data: Table, { ignore, notes }: Found): void {
  const secret = table(data['secret']);
  for (const key of ['ignored_paths', 'ignored-paths']) ignore.push(...strings(secret[key]));
  ignore.push(...strings(data['paths-ignore']), ...strings(data['paths_ignore']));
  const matches = matchesOf(data);
  const digests = matches.filter(({ match }) => isDigest(match)).length;
  if (digests > 0)
    notes.push(`${digests} ignored matches are digests of values, which tell a guess: accept them with: unleak scan --write-baseline`); // prettier-ignore
  if (matches.length > digests)
    notes.push(`${matches.length - digests} ignored matches are values, which no configuration may hold: unleak import ${name} --write-baseline`); // prettier-ignore
  for (const key of ['ignored_detectors', 'ignored-detectors'])
    if (strings(secret[key]).length > 0)
      notes.push(`${key} names detectors of ggshield: switch off ours under "overrides"`);
}

function matchesOf(data: Table): { name: string; match: string }[] {
  const secret = table(data['secret']);
  return [
    secret['ignored_matches'], secret['ignored-matches'], data['matches-ignore'], data['matches_ignore'],
  ]
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .map((one) =>
      typeof one === 'string'
        ? { name: 'ignored match', match: one }
        : { name: textOf(table(one)['name']) || 'ignored match', match: textOf(table(one)['match']) },
    )
    .filter(({ match }) => match !== ''); // prettier-ignore
}

/** SHA-256 in hex, as ggshield prints it. */
function isDigest(match: string): boolean {
  return /^[0-9a-f]{64}$/i.test(match);
}

function yaml(path: string, text: string): unknown {
  try {
    return parseYaml(text, { maxAliasCount: 100 }) as unknown;
  } catch {
    // The parser's words quote the text.
    throw new ConfigError(`${path}: not YAML`);
  }
}

function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function tables(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(table) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
