import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { safeParse } from 'valibot';
import type { BaseIssue } from 'valibot';
import type { Detector } from '../engine/index.ts';
import { toDetector } from './detectors.ts';
import { at, readData } from './document.ts';
import type { DataFile, DataPath } from './document.ts';
import { ConfigError } from './error.ts';
import { compileLinear } from './pattern.ts';
import { configSchema } from './schema.ts';
import type { AllowData, ConfigData, OverrideData, StoreData, ThresholdData } from './schema.ts';

/** The effective configuration: the file and what it extends, merged; what comes later wins. */
export interface Config {
  /** The files it was read from, the extended ones first; empty without a configuration. */
  readonly files: readonly string[];
  readonly detectors: readonly Detector[];
  readonly overrides: readonly OverrideData[];
  readonly ignorePaths: readonly string[];
  readonly allow: readonly (AllowData & { readonly origin: string })[];
  readonly thresholds: readonly ThresholdData[];
  readonly accept: readonly string[];
  readonly inline: { readonly allow: boolean; readonly others: boolean };
  readonly store: StoreData;
}

export const emptyConfig: Config = {
  files: [],
  detectors: [],
  overrides: [],
  ignorePaths: [],
  allow: [],
  thresholds: [],
  accept: [],
  inline: { allow: true, others: true },
  store: {},
};

/** What a configuration may be called; one of them lies at the repository's top. */
const configNames: readonly string[] = ['unleak.yaml', 'unleak.yml', 'unleak.toml', 'unleak.json'];
const maxDepth = 5;

/**
 * Reads the configuration at the top of `root`, or `file`. Nothing in it is executed, and `extends` stays inside of the
 * repository, links followed.
 * @param file - given by the user; it may lie anywhere
 * @throws {ConfigError} with file, line and column
 */
export async function loadConfig(root: string, file?: string): Promise<Config> {
  const real = await realpath(root);
  if (file !== undefined) {
    const path = resolve(file);
    const text = await readText(path);
    if (text === undefined) throw new ConfigError(`${file}: no such configuration file`);
    return loadFile(onDisk(path.startsWith(real + sep) ? real : dirname(path)), path, text, []);
  }
  const found: Found[] = [];
  for (const name of configNames) {
    const path = join(real, name);
    const text = await readText(path);
    if (text !== undefined) found.push({ path, text });
  }
  return loadOnly(onDisk(real), found);
}

/**
 * Reads the configuration out of a tree that git stored. `extends` names files of the same tree.
 * @param top - the files that are called as a configuration is, by their names
 * @param read - the text of any other file of the tree, by its path from the top; undefined when there is none
 * @throws {ConfigError} with file, line and column
 */
export async function loadStoredConfig(
  top: ReadonlyMap<string, string>,
  read: (path: string) => Promise<string | undefined>,
): Promise<Config> {
  const found = [...top].map(([path, text]): Found => ({ path, text }));
  const files: ConfigFiles = {
    name: (path) => path,
    read: async (path) => top.get(path) ?? read(path),
    inside: (from, target) => {
      const path = posix.normalize(posix.join(posix.dirname(from), target));
      const outside = posix.isAbsolute(target) || path === '..' || path.startsWith('../');
      return Promise.resolve(outside ? undefined : path);
    },
  };
  return loadOnly(files, found);
}

interface Found {
  readonly path: string;
  readonly text: string;
}

/** Where the files of a configuration are. */
interface ConfigFiles {
  /** How a file is called in messages: relative to the top. */
  readonly name: (path: string) => string;
  readonly read: (path: string) => Promise<string | undefined>;
  /** What `extends` in a file means; undefined when it leads out, or to nothing. */
  readonly inside: (from: string, target: string) => Promise<string | undefined>;
}

function onDisk(root: string): ConfigFiles {
  return {
    name: (path) => relative(root, path).split(sep).join('/'),
    read: readText,
    inside: (from, target) => inside(root, dirname(from), target),
  };
}

async function loadOnly(files: ConfigFiles, found: readonly Found[]): Promise<Config> {
  const [first, second] = found;
  if (first === undefined) return emptyConfig;
  if (second !== undefined)
    throw new ConfigError(
      `both ${files.name(first.path)} and ${files.name(second.path)} are here`,
      'keep one of them',
    );
  return loadFile(files, first.path, first.text, []);
}

async function loadFile(
  files: ConfigFiles,
  path: string,
  text: string,
  parents: readonly string[],
): Promise<Config> {
  const file = readData(files.name(path), text);
  const data = validate(file);
  let config = emptyConfig;
  const list = data.extends === undefined ? [] : [data.extends].flat();
  for (const [index, target] of list.entries()) {
    const where: DataPath = typeof data.extends === 'string' ? ['extends'] : ['extends', index];
    const inner = await files.inside(path, target);
    const innerText = inner === undefined ? undefined : await files.read(inner);
    if (inner === undefined || innerText === undefined)
      throw fault(file, where, 'must name a file inside of the repository');
    if (parents.includes(inner) || inner === path) throw fault(file, where, 'extends itself');
    if (parents.length >= maxDepth) throw fault(file, where, 'more than five files deep');
    config = merge(config, await loadFile(files, inner, innerText, [...parents, path]));
  }
  return merge(config, toConfig(file, data));
}

function validate(file: DataFile): ConfigData {
  const result = safeParse(configSchema, file.data, { abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path: (string | number)[] = (issue.path ?? []).map((item) =>
    typeof item.key === 'number' ? item.key : String(item.key),
  );
  throw fault(file, path, reasonOf(issue, path));
}

/** valibot's own texts quote what they received. */
function reasonOf(issue: BaseIssue<unknown>, path: DataPath): string {
  if (issue.type === 'strict_object') {
    if (issue.expected === 'never') return `no key is called ${String(path.at(-1))} here`;
    if (issue.received === 'undefined') return `${String(path.at(-1))} is missing`;
  }
  if (issue.kind === 'validation' && !issue.message.startsWith('Invalid ')) return issue.message;
  return issue.expected === null ? 'not as it must be' : `must be ${issue.expected}`;
}

function toConfig(file: DataFile, data: ConfigData): Config {
  const detectors: Detector[] = [];
  for (const [index, one] of data.detectors.entries()) {
    const detector = toDetector(one);
    if ('message' in detector) throw fault(file, ['detectors', index, ...detector.path], detector.message);
    if (detectors.some((other) => other.id === detector.id))
      throw fault(file, ['detectors', index, 'id'], 'a second detector of this id');
    detectors.push(detector);
  }
  for (const [index, rule] of data.allow.entries())
    for (const key of ['pathMatches', 'pathNotMatches', 'valueMatches', 'lineMatches'] as const) {
      if (rule[key] === undefined) continue;
      try {
        compileLinear(rule[key]);
      } catch {
        throw fault(file, ['allow', index, key], 'not RE2 syntax (no look-around, no back-reference)');
      }
    }
  return {
    files: [file.name],
    detectors,
    overrides: data.overrides,
    ignorePaths: data.paths.ignore,
    allow: data.allow.map((rule, index) => ({
      ...rule,
      origin: at(file.name, file.locate(['allow', index])),
    })),
    thresholds: data.thresholds,
    accept: data.accept,
    inline: data.inline,
    store: data.store,
  };
}

function merge(a: Config, b: Config): Config {
  const ids = new Set(b.detectors.map((detector) => detector.id));
  return {
    files: [...a.files, ...b.files],
    detectors: [...a.detectors.filter((detector) => !ids.has(detector.id)), ...b.detectors],
    overrides: [...a.overrides, ...b.overrides],
    ignorePaths: [...a.ignorePaths, ...b.ignorePaths],
    allow: [...a.allow, ...b.allow],
    thresholds: [...a.thresholds, ...b.thresholds],
    accept: [...a.accept, ...b.accept],
    inline: { allow: a.inline.allow && b.inline.allow, others: a.inline.others && b.inline.others },
    store: { ...a.store, ...b.store },
  };
}

function fault(file: DataFile, path: DataPath, message: string): ConfigError {
  const key = path.join('.');
  return new ConfigError(`${at(file.name, file.locate(path))}: ${key === '' ? '' : `${key}: `}${message}`);
}

/** The real path of a file that must lie inside of the root; undefined when it does not, or is not there. */
async function inside(root: string, from: string, target: string): Promise<string | undefined> {
  const real = await realpath(resolve(from, target)).catch(() => undefined);
  return real?.startsWith(root + sep) === true ? real : undefined;
}

/** A regular file's text; undefined when there is none. A link is not followed. */
async function readText(path: string): Promise<string | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new ConfigError(
        `cannot read ${path} (${error.code === 'ELOOP' ? 'a link' : (error.code ?? 'failed')})`,
      );
    },
  );
  if (handle === undefined) return undefined;
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new ConfigError(`${path} is not a regular file`);
    if (status.size > 4 * 1024 * 1024) throw new ConfigError(`${path} is larger than 4 MiB`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
