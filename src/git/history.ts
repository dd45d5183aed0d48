import { readObjects } from './objects.ts';
import { finished, spawnGit, splitStream } from './command.ts';
import { parseAuthor, shallowCommits } from './commit.ts';
import { listRefs } from './refs.ts';
import { rangeCommand } from './pushed.ts';
import type { PushRange } from './pushed.ts';
import type { Repository } from './repository.ts';

/** At most this many refs: a mirror with every pull request's has tens of thousands, and a value may be on each. */
export const maxRefs = 100;

/** A blob at a path. */
export interface PathBlob {
  readonly blob: string;
  readonly path: string | undefined;
}

/** Which commits a value that stands in some blobs was in. */
export interface HistoryExposure {
  readonly firstCommit: string;
  /** ISO 8601 in UTC. */
  readonly firstDate: string;
  readonly author: string;
  readonly lastCommit: string;
  readonly atHead: boolean;
  /** By name; no more than {@link maxRefs}. */
  readonly refs: readonly string[];
  /** How many more there are. */
  readonly refsOmitted?: number;
  /** Commits whose tree holds it. */
  readonly commits: number;
  readonly unreachable: boolean;
}

/** One path that held the value: the commit that brought it, and how many blobs of this path hold it. */
export interface HistoryPlace {
  readonly path?: string;
  readonly blob: string;
  readonly commit?: string;
  readonly versions: number;
}

/** What the history knows of some blobs. */
export interface History {
  /** Every path at which a commit holds the blob; empty if none does. */
  paths(blob: string): string[];
  /** For each list of holders of one value. */
  exposures(lists: readonly (readonly PathBlob[])[]): BlobExposure[];
}

/** Where a value stood, and since when. */
export interface BlobExposure {
  readonly places: HistoryPlace[];
  readonly exposure: HistoryExposure | undefined;
}

/** Limits a history: commits that `include` reaches and `exclude` does not. */
export interface HistoryRange {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

interface Commit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** Seconds since 1970. */
  readonly date: number;
  /** Number of the set of (path, blob) that its tree holds. */
  set: number;
}

interface TreeEntry {
  readonly name: string;
  readonly oid: string;
  readonly tree: boolean;
}

/** Reads the paths and commits of some blobs: exact, merges and unreachable commits included. */
export async function readHistory(
  repository: Repository,
  wanted: ReadonlySet<string>,
  options: { signal?: AbortSignal; range?: PushRange } = {},
): Promise<History> {
  const builder = new HistoryBuilder(repository, wanted);
  const ids = await idsOfHistory(repository, options);
  await readObjects(
    repository,
    {
      commit: builder.commit,
      tree: builder.tree,
      // Whatever cannot be read was counted when the objects were scanned.
      problem: () => {},
    },
    { objects: ids, ...(options.signal === undefined ? {} : { signal: options.signal }) },
  );
  return builder.finish();
}

/** Commits and trees that were read already. */
export interface ReadCommits {
  readonly commits: ReadonlyMap<string, Buffer>;
  readonly trees: ReadonlyMap<string, Buffer>;
}

/** The history of some blobs, as {@link readHistory} says it, out of objects in hand. */
export function historyOf(
  repository: Repository,
  wanted: ReadonlySet<string>,
  { commits, trees }: ReadCommits,
): Promise<History> {
  const builder = new HistoryBuilder(repository, wanted);
  for (const [oid, bytes] of commits) builder.commit(oid, bytes);
  for (const [oid, bytes] of trees) builder.tree(oid, bytes);
  return builder.finish();
}

class HistoryBuilder {
  readonly commit: (oid: string, bytes: Buffer) => void;
  readonly tree: (oid: string, bytes: Buffer) => void;
  readonly finish: () => Promise<History>;

  constructor(repository: Repository, wanted: ReadonlySet<string>) {
    const commits = new Map<string, Commit>();
    const trees = new Map<string, readonly TreeEntry[]>();
    const oidBytes = repository.objectFormat === 'sha256' ? 32 : 20;
    const shallow = shallowCommits(repository);
    this.commit = (oid, bytes) => void commits.set(oid, parseCommit(oid, bytes, shallow.has(oid)));
    this.tree = (oid, bytes) => void trees.set(oid, parseTree(bytes, oidBytes, wanted));
    this.finish = () => joinRead(repository, wanted, commits, trees);
  }
}

async function joinRead(
  repository: Repository,
  wanted: ReadonlySet<string>,
  commits: ReadonlyMap<string, Commit>,
  trees: ReadonlyMap<string, readonly TreeEntry[]>,
): Promise<History> {
  const sets = new PathSets(trees, wanted);
  for (const commit of commits.values()) commit.set = sets.ofTree(commit.tree);
  const refs = await listRefs(repository);
  return new ReadHistory(
    topological(commits),
    sets,
    refs.map((ref) => ({ name: ref.name, commit: ref.peeled ?? ref.oid })),
    repository.head,
  );
}

async function idsOfHistory(
  repository: Repository,
  options: { signal?: AbortSignal; range?: PushRange },
): Promise<string[]> {
  const ids: string[] = [];
  const range = options.range === undefined ? undefined : rangeCommand(options.range);
  const args =
    range === undefined
      ? ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objecttype) %(objectname)']
      : ['rev-list', '--objects', '--no-object-names', '--filter=blob:none', ...range.args];
  const child = spawnGit(repository, args, options.signal);
  const end = finished(child);
  child.stderr.resume();
  child.stdin.end(range?.input ?? '');
  for await (const line of splitStream(child.stdout, 10)) {
    const text = line.toString('latin1');
    if (range !== undefined) ids.push(text);
    else if (text.startsWith('tree ')) ids.push(text.slice(5));
    else if (text.startsWith('commit ')) ids.push(text.slice(7));
  }
  await end;
  return ids;
}

/** @param cut - the commit is where a shallow clone ends: its parents do not count */
function parseCommit(oid: string, bytes: Buffer, cut: boolean): Commit {
  const end = bytes.indexOf('\n\n');
  const header = bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
  const tree = /^tree ([0-9a-f]+)$/m.exec(header)?.[1] ?? '';
  const parents = cut ? [] : [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] ?? '');
  return { oid, tree, parents, ...parseAuthor(bytes), set: 0 };
}

/** Keeps what can matter: folders, and the blobs that are wanted. */
function parseTree(bytes: Buffer, oidBytes: number, wanted: ReadonlySet<string>): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const zero = space === -1 ? -1 : bytes.indexOf(0, space);
    if (zero === -1 || zero + 1 + oidBytes > bytes.length) break;
    // Mode 40000 is a folder, 160000 another repository's commit.
    const tree = bytes[at] === 0x34;
    const oid = bytes.toString('hex', zero + 1, zero + 1 + oidBytes);
    if (tree || wanted.has(oid)) entries.push({ name: bytes.toString('utf8', space + 1, zero), oid, tree });
    at = zero + 1 + oidBytes;
  }
  return entries;
}

/** Sets of (path, blob), each kept once, so that equal sets have equal numbers. Number 0 is the empty set. */
class PathSets {
  readonly #trees: ReadonlyMap<string, readonly TreeEntry[]>;
  readonly #ofTree = new Map<string, number>();
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #members: (readonly number[])[] = [[]];
  readonly pairs: { readonly path: string; readonly blob: string }[] = [];
  readonly #pairNumbers = new Map<string, number>();
  readonly #wanted: ReadonlySet<string>;
  readonly pathsOfBlob = new Map<string, number[]>();

  constructor(trees: ReadonlyMap<string, readonly TreeEntry[]>, wanted: ReadonlySet<string>) {
    this.#trees = trees;
    this.#wanted = wanted;
  }

  members(set: number): readonly number[] {
    return this.#members[set] ?? [];
  }

  /** The set of a tree. */
  ofTree(oid: string, depth = 0): number {
    const known = this.#ofTree.get(oid);
    if (known !== undefined) return known;
    // While it is worked out it counts as empty: only a lie can make a tree that contains itself.
    this.#ofTree.set(oid, 0);
    const members: number[] = [];
    // Sets of folders are relative to the folder; deep nesting beyond any real repository is cut.
    if (depth < 1000) {
      for (const entry of this.#trees.get(oid) ?? []) {
        if (!entry.tree) {
          if (this.#wanted.has(entry.oid)) members.push(this.#pair(entry.name, entry.oid));
          continue;
        }
        for (const member of this.members(this.ofTree(entry.oid, depth + 1))) {
          const pair = this.pairs[member];
          if (pair !== undefined) members.push(this.#pair(`${entry.name}/${pair.path}`, pair.blob));
        }
      }
    }
    members.sort((a, b) => a - b);
    const key = members.join(',');
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#members.length;
      this.#numbers.set(key, number);
      this.#members.push(members);
    }
    this.#ofTree.set(oid, number);
    return number;
  }

  #pair(path: string, blob: string): number {
    const key = `${blob} ${path}`;
    let number = this.#pairNumbers.get(key);
    if (number === undefined) {
      number = this.pairs.length;
      this.pairs.push({ path, blob });
      this.#pairNumbers.set(key, number);
    }
    return number;
  }

  find(path: string, blob: string): number | undefined {
    return this.#pairNumbers.get(`${blob} ${path}`);
  }
}

/** Parents before children; among commits that are free at the same time, by object id. */
function topological(commits: ReadonlyMap<string, Commit>): Commit[] {
  const waiting = new Map<string, number>();
  const children = new Map<string, Commit[]>();
  const ready: Commit[] = [];
  for (const commit of commits.values()) {
    const parents = commit.parents.filter((parent) => commits.has(parent));
    waiting.set(commit.oid, parents.length);
    if (parents.length === 0) ready.push(commit);
    for (const parent of parents) {
      const list = children.get(parent);
      if (list === undefined) children.set(parent, [commit]);
      else list.push(commit);
    }
  }
  // Generation by generation: sorting each keeps the order stable whatever order git gave the objects in.
  const order: Commit[] = [];
  for (let generation = ready; generation.length > 0;) {
    generation.sort((a, b) => (a.oid < b.oid ? -1 : 1));
    const next: Commit[] = [];
    for (const commit of generation) {
      order.push(commit);
      for (const child of children.get(commit.oid) ?? []) {
        const left = (waiting.get(child.oid) ?? 0) - 1;
        waiting.set(child.oid, left);
        if (left === 0) next.push(child);
      }
    }
    generation = next;
  }
  return order;
}

class ReadHistory implements History {
  readonly #commits: readonly Commit[];
  readonly #index = new Map<string, number>();
  readonly #parents: number[][];
  readonly #sets: PathSets;
  readonly #refs: { name: string; index: number | undefined }[];
  readonly #head: number | undefined;
  readonly #paths = new Map<string, string[]>();

  constructor(
    commits: readonly Commit[],
    sets: PathSets,
    refs: { name: string; commit: string }[],
    head?: string,
  ) {
    this.#commits = commits;
    this.#sets = sets;
    for (const [i, commit] of commits.entries()) this.#index.set(commit.oid, i);
    this.#parents = commits.map((commit) =>
      commit.parents.map((parent) => this.#index.get(parent)).filter((parent) => parent !== undefined),
    );
    this.#refs = refs.map((ref) => ({ name: ref.name, index: this.#index.get(ref.commit) }));
    this.#head = head === undefined ? undefined : this.#index.get(head);
    const rootSets = new Set(commits.map((commit) => commit.set));
    const seen = new Set<number>();
    for (const set of rootSets)
      for (const member of sets.members(set)) {
        if (seen.has(member)) continue;
        seen.add(member);
        const pair = sets.pairs[member];
        if (pair === undefined) continue;
        const list = this.#paths.get(pair.blob);
        if (list === undefined) this.#paths.set(pair.blob, [pair.path]);
        else list.push(pair.path);
      }
    for (const list of this.#paths.values()) list.sort((a, b) => (a < b ? -1 : 1));
  }

  paths(blob: string): string[] {
    return [...(this.#paths.get(blob) ?? [])];
  }

  exposures(lists: readonly (readonly PathBlob[])[]): BlobExposure[] {
    return lists.map((holders) => this.#exposure(holders));
  }

  #exposure(holders: readonly PathBlob[]): BlobExposure {
    const places: HistoryPlace[] = [];
    const byPath = new Map<string, Set<number>>();
    const all = new Set<number>();
    for (const { blob, path } of holders) {
      const pair = path === undefined ? undefined : this.#sets.find(path, blob);
      if (path === undefined || pair === undefined) {
        places.push({ blob, versions: 1, ...(path === undefined ? {} : { path }) });
        continue;
      }
      all.add(pair);
      const set = byPath.get(path);
      if (set === undefined) byPath.set(path, new Set([pair]));
      else set.add(pair);
    }
    for (const [path, pairs] of byPath) {
      const holds = this.#holding(pairs);
      const first = this.#commits.findIndex(
        (_, i) => holds[i] === 1 && (this.#parents[i] ?? []).every((parent) => holds[parent] !== 1),
      );
      const commit = this.#commits[first];
      if (commit === undefined) continue;
      const member = this.#sets.members(commit.set).find((one) => pairs.has(one));
      const blob = member === undefined ? undefined : this.#sets.pairs[member]?.blob;
      if (blob !== undefined) places.push({ path, blob, commit: commit.oid, versions: pairs.size });
    }
    return { places, exposure: all.size === 0 ? undefined : this.#exposureOf(all) };
  }

  #exposureOf(pairs: ReadonlySet<number>): HistoryExposure | undefined {
    const holds = this.#holding(pairs);
    const first = this.#commits[holds.indexOf(1)];
    const last = this.#commits[holds.lastIndexOf(1)];
    if (first === undefined || last === undefined) return undefined;
    // What descends from a commit that holds the value, so that a ref there exposes it.
    const exposed = Uint8Array.from(holds);
    for (const [i, parents] of this.#parents.entries())
      if (parents.some((parent) => exposed[parent] === 1)) exposed[i] = 1;
    const refs = this.#refs
      .filter((ref) => ref.index !== undefined && exposed[ref.index] === 1)
      .map((ref) => ref.name)
      .sort((a, b) => (a < b ? -1 : 1));
    let commits = 0;
    for (const one of holds) commits += one;
    return {
      firstCommit: first.oid,
      firstDate: isoDate(first.date),
      author: first.author,
      lastCommit: last.oid,
      atHead: this.#head !== undefined && holds[this.#head] === 1,
      refs: refs.slice(0, maxRefs),
      ...(refs.length > maxRefs ? { refsOmitted: refs.length - maxRefs } : {}),
      commits,
      unreachable: refs.length === 0,
    };
  }

  /** Which commits' trees hold one of the pairs: 1 or 0 for each, in topological order. */
  #holding(pairs: ReadonlySet<number>): Uint8Array {
    const bySet = new Map<number, number>();
    return Uint8Array.from(this.#commits, (commit) => {
      let holds = bySet.get(commit.set);
      if (holds === undefined) {
        holds = this.#sets.members(commit.set).some((member) => pairs.has(member)) ? 1 : 0;
        bySet.set(commit.set, holds);
      }
      return holds;
    });
  }
}

/** A date that no calendar has (a hostile commit) becomes the epoch. */
function isoDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}
