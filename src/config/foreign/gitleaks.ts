import { parse as parseToml } from 'smol-toml';
import { stringify } from 'yaml';
import { ConfigError } from '../error.ts';
import { compileLinear } from '../pattern.ts';
import { requiredWords } from './literals.ts';

/** Our configuration with the same meaning, and what could not be carried over. */
export interface ImportedConfig {
  readonly yaml: string;
  readonly notes: readonly string[];
}

type Table = Readonly<Record<string, unknown>>;

/**
 * `.gitleaks.toml` as `unleak.yaml`: rules become detectors, allowlists become allow rules (`condition = "AND"` one rule
 * with all conditions, else one for each). What has no equal here is said, not guessed.
 * @see https://github.com/gitleaks/gitleaks#configuration
 * @throws {ConfigError}
 */
export function importGitleaksConfig(name: string, text: string): ImportedConfig {
  let data: Table;
  try {
    data = parseToml(text);
  } catch {
    throw new ConfigError(`${name}: not TOML`);
  }
  const notes: string[] = [];
  const extend = table(data['extend']);
  if (extend['useDefault'] === true)
    notes.push('extend.useDefault: the detectors of Unleak stand in its place');
  for (const key of ['path', 'url'] as const)
    if (extend[key] !== undefined) notes.push(`extend.${key} is not read: import that file too`);
  if (strings(extend['disabledRules']).length > 0)
    notes.push('extend.disabledRules names rules of gitleaks: switch off ours under "overrides"');
  const detectors: Table[] = [];
  const allow: Table[] = [];
  for (const [index, rule] of tables(data['rules']).entries()) {
    const id = idOf(rule, index);
    const detector = toDetector(rule, id, notes);
    if (detector !== undefined) detectors.push(detector);
    if (detector !== undefined && typeof rule['path'] === 'string')
      allow.push(...outside(rule['path'], id, notes));
    for (const list of [...tables(rule['allowlists']), ...tables([rule['allowlist']])])
      allow.push(...toAllow(list, detector === undefined ? undefined : id, `rule ${id}`, notes));
  }
  for (const list of [...tables(data['allowlists']), ...tables([data['allowlist']])]) {
    const targets = strings(list['targetRules']);
    for (const id of targets.length === 0 ? [undefined] : targets)
      allow.push(...toAllow(list, id, 'allowlist', notes));
  }
  const config = {
    ...(detectors.length === 0 ? {} : { detectors }),
    ...(allow.length === 0 ? {} : { allow }),
  };
  return { yaml: stringify(config, { lineWidth: 0 }), notes };
}

function idOf(rule: Table, index: number): string {
  const id = textOf(rule['id'], '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return id === '' ? `imported-${index + 1}` : id;
}

function toDetector(rule: Table, id: string, notes: string[]): Table | undefined {
  const { regex } = rule;
  const leftOut = (why: string): undefined => void notes.push(`rule ${id} is left out: ${why}`);
  if (typeof regex !== 'string') return leftOut('it is about the names of files, not about values');
  if (!isLinear(regex)) return leftOut('its regex is not RE2 syntax');
  const named = strings(rule['keywords']).filter((word) => word.length >= 2);
  const keywords = named.length > 0 ? named : (requiredWords(regex) ?? []);
  if (keywords.length === 0)
    return leftOut('it has no keywords, which a detector needs, and its regex has no word that could be one');
  const group = rule['secretGroup'];
  const entropy = rule['entropy'];
  if (entropy !== undefined)
    notes.push(`rule ${id}: entropy becomes rarity, which asks for text that no word or pattern gives`);
  return {
    id,
    title: textOf(rule['description'], id).replaceAll(/\s+/g, ' ').slice(0, 200),
    keywords,
    pattern: regex,
    // Without secretGroup the first group that is not empty is the secret.
    ...(typeof group === 'number' && group > 0 ? { group } : firstGroup(regex)),
    ...(entropy === undefined ? {} : { rarity: true }),
  };
}

/** A rule that looks at some paths alone. */
function outside(path: string, detector: string, notes: string[]): Table[] {
  if (usable([path], `rule ${detector}, path`, notes).length === 0) return [];
  return [{ detector, pathNotMatches: path, reason: 'this rule looks at other paths' }];
}

function firstGroup(regex: string): { group?: number } {
  return compileLinear(regex).groupCount() > 0 ? { group: 1 } : {};
}

function toAllow(list: Table, detector: string | undefined, where: string, notes: string[]): Table[] {
  const reason = textOf(list['description'], `imported from gitleaks, ${where}`).replaceAll(/\s+/g, ' ');
  const target = list['regexTarget'] === 'line' ? 'lineMatches' : 'valueMatches';
  if (list['regexTarget'] === 'match')
    notes.push(`${where}: regexTarget "match" becomes the value alone: look at it`);
  if (strings(list['commits']).length > 0)
    notes.push(`${where}: commits are not carried over: accept what they hold with --write-baseline`);
  const any = (patterns: readonly string[], flags = ''): string =>
    `${flags}${patterns.map((one) => `(?:${one})`).join('|')}`;
  const conditions: Table[] = [];
  const paths = usable(strings(list['paths']), where, notes);
  if (paths.length > 0) conditions.push({ pathMatches: any(paths) });
  const regexes = usable(strings(list['regexes']), where, notes);
  if (regexes.length > 0) conditions.push({ [target]: any(regexes) });
  const words = strings(list['stopwords']).map((word) => word.replace(/[^\w\s]/g, String.raw`\$&`));
  if (words.length > 0) conditions.push({ valueMatches: any(words, '(?i)') });
  if (conditions.length === 0) return [];
  const own = detector === undefined ? {} : { detector };
  if (list['condition'] !== 'AND') return conditions.map((one) => ({ ...own, ...one, reason }));
  const all = Object.assign({}, ...conditions) as Table;
  if (Object.keys(all).length < conditions.length) {
    notes.push(`${where}: regexes AND stopwords on the value cannot be one rule, and are left out`);
    return [];
  }
  return [{ ...own, ...all, reason }];
}

function usable(patterns: readonly string[], where: string, notes: string[]): string[] {
  return patterns.filter((pattern) => {
    if (isLinear(pattern)) return true;
    notes.push(`${where}: a pattern is left out: it is not RE2 syntax`);
    return false;
  });
}

function isLinear(pattern: string): boolean {
  try {
    compileLinear(pattern);
    return true;
  } catch {
    return false;
  }
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function tables(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(table).filter((one) => Object.keys(one).length > 0) : [];
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value : otherwise;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
