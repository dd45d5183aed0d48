import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import type { Engine } from '../engine/index.ts';
import { GitError, isIgnored, listRefNames, openRepository, resolveRange, revList } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import { readDirectory, readFileItems, readIndex, readStdin, readWorkingTree } from '../sources/index.ts';
import type { ScanContext, ScanProgress } from './context.ts';
import { CoverageCounter } from './coverage.ts';
import type { Acceptance } from './coverage.ts';
import { scanFiles } from './files.ts';
import { FindingCollector } from './findings.ts';
import { scanHistory } from './history.ts';
import { Masker } from './mask.ts';
import type { ScanMemory } from './memory.ts';
import { addPresent, scanPushed } from './pushed.ts';
import type { PushSource } from './pushed.ts';
import type { Coverage, Harmless, LiveFinding, Report } from './types.ts';

/** What to scan, and how. */
export interface ScanRequest {
  /** Files, folders, repositories; `-` is {@link ScanRequest.stdin}. Empty: the current folder. */
  readonly paths: readonly string[];
  /** Relative paths are resolved against it. */
  readonly cwd: string;
  readonly engine: Engine;
  /** Version of the program, for the report. */
  readonly version: string;
  /** Read the working tree? Default true. */
  readonly tree?: boolean;
  /** Read the object database? Default true; it is only read where a path is a repository's top folder. */
  readonly history?: boolean;
  /** Read only what is staged. */
  readonly staged?: boolean;
  /** Read only the objects of these revisions, as `git rev-list` takes them (`main..topic`). */
  readonly range?: readonly string[];
  /** With a range: leave out the values that its excluded commits have at the same path. */
  readonly onlyNew?: boolean;
  /** In a hook: GIT_DIR, GIT_INDEX_FILE and friends of this process say which repository and index are meant. */
  readonly inherit?: boolean;
  /** How the object database is read: `pack`, our own reader (the default), or `plain`, git printing every object. */
  readonly reader?: 'pack' | 'plain';
  /** Worker threads for the history. Default 1. */
  readonly threads?: number;
  /** Ids of the engine's detectors when all are built in; only then worker threads can be used. */
  readonly builtIn?: readonly string[];
  /** Where what the history's objects hold is remembered: the next scan looks at new ones alone. */
  readonly memory?: ScanMemory;
  /** The key for finding ids; without it they are `local:…`. */
  readonly key?: Uint8Array;
  /** Seconds since 1970: decides what has expired. */
  readonly now: number;
  readonly accept?: readonly Acceptance[];
  readonly stdin?: Readable;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
}

/** What a scan gives: the report's parts, with the values still in hand. */
export interface ScanResult {
  readonly target: Report['target'];
  readonly tool: Report['tool'];
  readonly coverage: Coverage;
  readonly findings: readonly LiveFinding[];
  /** What has a secret's form and is none. */
  readonly harmless: readonly Harmless[];
}

/** A path that was asked for does not exist, or does not fit what was asked. The text is safe to print. */
export class ScanError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'ScanError';
    this.hint = hint;
  }
}

/** Scans files, folders and repositories. Throws {@link ScanError}, or the signal's reason when it was aborted. */
export async function scan(request: ScanRequest): Promise<ScanResult> {
  const paths = request.paths.length === 0 ? ['.'] : request.paths;
  // What is remembered is of one repository.
  const { memory: _, ...forgetful } = request;
  const context = createContext(paths.length > 1 ? forgetful : request);
  const targets: Report['target'][] = [];
  for (const path of paths) targets.push(await scanPath(context, request, path, paths.length > 1));
  const [only] = targets;
  return finish(
    context,
    request,
    targets.length === 1 && only !== undefined
      ? only
      : { kind: 'files', path: paths.map((path) => context.mask.mask(path)).join(' ') },
  );
}

/** What a scan needs besides the places to look at. */
export type ScanSettings = Pick<
  ScanRequest,
  'engine' | 'version' | 'key' | 'now' | 'accept' | 'memory' | 'signal' | 'onProgress'
>;

/** What a push brings, and the trees in which a comment or a count may say that a finding is accepted. */
export interface PushRequest extends PushSource {
  /** Ids of pushed commits, tags or trees; none: nothing in them is believed. Asked for when something was found. */
  readonly trees: () => Promise<readonly string[]>;
  /** The key for ids of findings; asked for when something was found. */
  readonly key: () => Promise<Uint8Array | undefined>;
}

/**
 * Scans what a push carries, or what a receive hook holds in quarantine. Exposure and paths are those within the range.
 * Findings also have the places (of the kind `file`) at which their values stand in `trees`.
 */
export async function scanPush(
  settings: Omit<ScanSettings, 'key'>,
  request: PushRequest,
): Promise<PushResult> {
  const context = createContext(settings);
  const pointers = [...(await scanPushed(context, request))].map((path) => context.mask.mask(path));
  if (context.collector.size === 0) return { coverage: context.coverage.result(), findings: [], pointers };
  await addPresent(context, request.place, await request.trees());
  const key = await request.key();
  const { findings } = findingsOf(context, key === undefined ? settings : { ...settings, key });
  return { coverage: context.coverage.result(), findings, pointers };
}

export interface PushResult extends Pick<ScanResult, 'coverage' | 'findings'> {
  /** Paths of files whose content lies in Git LFS and was not read. */
  readonly pointers: readonly string[];
}

function createContext(settings: ScanSettings): ScanContext {
  return {
    engine: settings.engine,
    version: settings.version,
    collector: new FindingCollector(),
    coverage: new CoverageCounter(settings.accept ?? []),
    mask: new Masker(settings.engine),
    signal: settings.signal ?? new AbortController().signal,
    progress: settings.onProgress ?? ((): void => {}),
    ...(settings.memory === undefined ? {} : { memory: settings.memory }),
  };
}

function finish(context: ScanContext, settings: ScanSettings, target: Report['target']): ScanResult {
  return {
    target,
    tool: { name: 'unleak', version: settings.version, detectors: context.engine.detectors.length },
    ...findingsOf(context, settings),
    coverage: context.coverage.result(),
  };
}

function findingsOf(
  { history, collector, mask }: ScanContext,
  settings: ScanSettings,
): Pick<ScanResult, 'findings' | 'harmless'> {
  return collector.finish({
    trace: (lists) => history?.exposures(lists) ?? lists.map(() => ({ places: [], exposure: undefined })),
    mask,
    now: settings.now,
    ...(settings.key === undefined ? {} : { key: settings.key }),
  });
}

async function scanPath(
  context: ScanContext,
  request: ScanRequest,
  path: string,
  several: boolean,
): Promise<Report['target']> {
  if (path === '-') {
    if (request.stdin === undefined) throw new ScanError('standard input is not available');
    await scanFiles(context, readStdin(request.stdin));
    return { kind: 'stdin', path: '-' };
  }
  const absolute = resolve(request.cwd, path);
  const shown = context.mask.mask(path);
  const status = await stat(absolute).catch(() => undefined);
  if (status === undefined)
    throw new ScanError(`${shown}: no such file or folder`, 'see "unleak scan --help"');
  const needsGit = request.staged === true || request.range !== undefined;
  if (!status.isDirectory()) {
    if (needsGit || request.tree === false)
      throw new ScanError(`${shown} is a file; --history-only, --staged and --range need a repository`);
    const name = several ? path.split(sep).join('/') : relative(resolve(absolute, '..'), absolute);
    await scanFiles(context, readFileItems(absolute, name));
    return { kind: 'files', path: shown };
  }
  const prefix = several ? path.split(sep).join('/').replace(/\/+$/, '') : '';
  const repository = await open(absolute, request.inherit === true);
  if (repository === undefined) {
    if (needsGit || request.tree === false)
      throw new ScanError(
        `${shown} is not a git repository`,
        'leave out --history-only, --staged and --range to scan its files',
      );
    await scanFiles(context, readDirectory(absolute, prefix, context.signal));
    return { kind: 'directory', path: shown };
  }
  const top = repository.root ?? repository.gitDir;
  const inside = relative(top, absolute).split(sep).join('/');
  // A folder that its repository ignores was asked for by name: its files are what is wanted.
  if (inside !== '' && !needsGit && (await isIgnored(repository, inside))) {
    await scanFiles(context, readDirectory(absolute, prefix, context.signal));
    return { kind: 'directory', path: shown };
  }
  await scanRepository(context, request, repository, inside, prefix);
  return {
    kind: 'repository',
    path: shown,
    ...(repository.head === undefined ? {} : { head: repository.head }),
  };
}

async function open(path: string, inherit: boolean): Promise<Repository | undefined> {
  try {
    return await openRepository(path, { inherit });
  } catch (error) {
    if (error instanceof GitError && error.code === 'not-a-repository') return undefined;
    throw error;
  }
}

async function scanRepository(
  context: ScanContext,
  request: ScanRequest,
  repository: Repository,
  inside: string,
  prefix: string,
): Promise<void> {
  if (request.staged === true) {
    await scanFiles(context, readIndex(repository, context.signal));
    return;
  }
  if (request.range !== undefined && request.onlyNew === true) {
    const range = await resolveRange(repository, request.range);
    const choice = { reader: request.reader ?? 'pack', threads: request.threads ?? 1, ...(request.builtIn === undefined ? {} : { builtIn: request.builtIn }) }; // prettier-ignore
    await scanPushed(context, {
      place: repository,
      range,
      repository: () => Promise.resolve(repository),
      choice,
    });
    // A comment at the range's end accepts what stands in its older commits too.
    if (context.collector.size > 0) await addPresent(context, repository, range.include);
    return;
  }
  if (request.range !== undefined) {
    await scanHistory(context, repository, revList(repository, request.range, context.signal));
    return;
  }
  if (request.tree !== false && repository.root !== undefined)
    await scanFiles(context, readWorkingTree(repository, inside, prefix, context.signal));
  if (request.history === false || inside !== '') return;
  if (repository.shallow)
    context.coverage.problem(
      'shallow',
      'a shallow clone: older commits are not here (git fetch --unshallow)',
    );
  const refs = await listRefNames(repository);
  await scanHistory(context, repository, 'all', {
    refs,
    choice: {
      reader: request.reader ?? 'pack',
      threads: request.threads ?? 1,
      ...(request.builtIn === undefined ? {} : { builtIn: request.builtIn }),
    },
  });
}
