import { finished, GitError, runGit, spawnGit } from './command.ts';
import type { GitPlace } from './command.ts';
import type { HistoryRange } from './history.ts';
import { checkRevision } from './listings.ts';

/** What a push brings: what `include` reaches, without what `exclude` and the refs under `held` reach. */
export interface PushRange extends HistoryRange {
  /** Refs that stand for what the other side has; an excluded object may be unknown here. */
  readonly held?: HeldRefs;
}

/** Refs whose names start with `prefix`, but with none of `without`. Neither holds a character that a glob knows. */
export interface HeldRefs {
  readonly prefix: string;
  readonly without: readonly string[];
}

/** An object, and one name that it has: the path at which it was met first. Empty for commits. */
export interface ListedObject {
  readonly oid: string;
  readonly name: string;
}

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Arguments and input of `git rev-list` for a range. An excluded object that is not here is left out: more is listed. */
export function rangeCommand(range: PushRange): { readonly args: readonly string[]; readonly input: string } {
  const { include, exclude, held } = range;
  if (![...include, ...exclude].every((oid) => objectId.test(oid)))
    throw new GitError('bad-revision', 'not the id of an object');
  const refs =
    held === undefined
      ? []
      : ['--not', ...held.without.map((prefix) => `--exclude=${prefix}*`), `--glob=${held.prefix}*`];
  return {
    args: ['--ignore-missing', '--stdin', ...refs],
    input: [...include, ...exclude.map((oid) => `^${oid}`), ''].join('\n'),
  };
}

/** Revisions as a user writes them (`main..topic`, `new ^old`) as ids. Throws {@link GitError} for one that git does not know. */
export async function resolveRange(place: GitPlace, revisions: readonly string[]): Promise<PushRange> {
  const output = await runGit(place, ['rev-parse', ...revisions.map(checkRevision)]);
  const lines = output?.toString('latin1').split('\n').filter(Boolean) ?? [];
  // A file's name is printed as it is.
  if (lines.length < revisions.length || !lines.every((line) => objectId.test(line.replace(/^\^/, ''))))
    throw new GitError('bad-revision', 'git does not know one of the revisions');
  return {
    include: lines.filter((line) => !line.startsWith('^')),
    exclude: lines.flatMap((line) => (line.startsWith('^') ? line.slice(1) : [])),
  };
}

/** What git printed in one piece. */
export interface ListedPiece {
  readonly objects: readonly ListedObject[];
  /** Commits that the other side has and that commits of the range stand on. */
  readonly edges: readonly string[];
}

/**
 * Lists the objects of a range, as git's pieces of output come. An object of `include` that is not here is listed too,
 * so that whoever reads it learns that it is missing.
 * Throws {@link GitError} when git cannot list all of them.
 */
export async function* listPushed(
  place: GitPlace,
  range: PushRange,
  signal?: AbortSignal,
): AsyncGenerator<ListedPiece> {
  const { args, input } = rangeCommand(range);
  const child = spawnGit(place, ['rev-list', '--objects-edge', ...args], signal);
  const end = finished(child);
  child.stderr.resume();
  child.stdin.end(input);
  const wanted = new Set(range.include);
  const bytes = (range.include[0] ?? '').length;
  let rest = '';
  // One byte a character: a name is only told apart, and shown after it was read as UTF-8.
  child.stdout.setEncoding('latin1');
  for await (const chunk of child.stdout) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    const objects: ListedObject[] = [];
    const edges: string[] = [];
    for (const line of lines)
      if (line.startsWith('-')) edges.push(line.slice(1));
      else objects.push({ oid: line.slice(0, bytes), name: line.slice(bytes + 1) });
    if (wanted.size > 0) for (const { oid } of objects) wanted.delete(oid);
    yield { objects, edges };
  }
  signal?.throwIfAborted();
  if ((await end) !== 0 || rest !== '') throw new GitError('failed', 'git cannot list all that is pushed');
  if (wanted.size === 0) return;
  const there = await runGit(place, ['cat-file', '--batch-check=%(objectname)'], {
    input: `${[...wanted].join('\n')}\n`,
  });
  for (const line of there?.toString('latin1').split('\n') ?? []) wanted.delete(line);
  yield { objects: [...wanted].map((oid) => ({ oid, name: '' })), edges: [] };
}

/**
 * The blobs of a commit or tree at whose paths another one has something else, by these paths (one character a byte).
 * Empty when git cannot compare them.
 */
export async function replacedBlobs(
  place: GitPlace,
  before: string,
  after: string,
): Promise<Map<string, string>> {
  const output = await runGit(place, ['diff-tree', '-r', '-z', '--raw', '--no-renames', before, after]);
  const blobs = new Map<string, string>();
  const fields = output?.toString('latin1').split('\0') ?? [];
  // `:<mode> <mode> <id> <id> <status>`, then the path.
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [mode = '', , oid] = (fields[i] ?? '').split(' ');
    const path = fields[i + 1];
    if (/^:1[02]0/.test(mode) && oid !== undefined && path !== undefined) blobs.set(path, oid);
  }
  return blobs;
}

/** Does any ref stand for something that the other side has? */
export async function holdsAny(place: GitPlace, { prefix }: HeldRefs): Promise<boolean> {
  const output = await runGit(place, ['for-each-ref', '--count=1', '--format=x', prefix.replace(/\/$/, '')]);
  return output === undefined || output.length > 0;
}

/** A blob at a path of a tree. */
export interface StoredFile {
  readonly oid: string;
  readonly bytes: Buffer;
}

/**
 * Reads files out of a tree without a checkout: `<revision>:<path>`, or `:<path>` for the index. What is not there, is no
 * blob or is larger than `maxBytes` is left out; so is a path with a line feed, which git cannot be asked for.
 */
export async function readStoredFiles(
  place: GitPlace,
  specs: readonly string[],
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Map<string, StoredFile>> {
  const files = new Map<string, StoredFile>();
  const asked = specs.filter((spec) => !/[\r\n\0]/.test(spec));
  if (asked.length === 0) return files;
  const output = await runGit(place, ['cat-file', '--batch', '--buffer'], {
    input: `${asked.join('\n')}\n`,
    ...(signal === undefined ? {} : { signal }),
  });
  if (output === undefined) throw new GitError('failed', 'git cannot read files of what is pushed');
  let at = 0;
  for (const spec of asked) {
    const end = output.indexOf(10, at);
    if (end === -1) throw new GitError('failed', 'git cannot read files of what is pushed');
    const [, oid = '', type, size] =
      /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(output.toString('latin1', at, end)) ?? [];
    at = end + 1;
    if (size === undefined) continue;
    const length = Number(size);
    if (type === 'blob' && length <= maxBytes)
      files.set(spec, { oid, bytes: output.subarray(at, at + length) });
    at += length + 1;
  }
  return files;
}

/** The commit that each of the objects is or, as a tag, leads to; others are left out. */
export async function peelToCommits(place: GitPlace, oids: readonly string[]): Promise<Map<string, string>> {
  const commits = new Map<string, string>();
  const output = await runGit(place, ['cat-file', '--batch-check=%(objecttype) %(objectname)'], {
    input: oids.map((oid) => `${oid}^{}\n`).join(''),
  });
  const lines = output?.toString('latin1').split('\n') ?? [];
  for (const [i, oid] of oids.entries()) {
    const [type, commit] = (lines[i] ?? '').split(' ');
    if (type === 'commit' && commit !== undefined) commits.set(oid, commit);
  }
  return commits;
}

/** How many commits git is asked to compare; with more of them all count. */
const mostCompared = 2000;

/** Those of the commits that none of the others reaches; all of them when git cannot tell. */
export async function mergeBaseTips(place: GitPlace, commits: readonly string[]): Promise<readonly string[]> {
  if (commits.length > mostCompared) return commits;
  const output = await runGit(place, ['merge-base', '--independent', ...commits]);
  return output === undefined ? commits : output.toString('latin1').split('\n').filter(Boolean);
}

/** The best common ancestor of all of the commits; undefined when they have none. */
export async function mergeBase(place: GitPlace, commits: readonly string[]): Promise<string | undefined> {
  if (commits.length > mostCompared) return undefined;
  const output = await runGit(place, ['merge-base', '--octopus', ...commits]);
  return output?.toString('latin1').trim();
}

/** A commit's first parent; undefined for a root. */
export async function parentOf(place: GitPlace, commit: string): Promise<string | undefined> {
  const output = await runGit(place, ['rev-parse', '--verify', '--quiet', `${commit}^`]);
  return output?.toString('latin1').trim();
}
