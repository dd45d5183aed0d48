import type { Authorship } from '../commit.ts';
import type { History, HistoryExposure, HistoryPlace, PathBlob } from '../history.ts';
import type { CommitGraph } from './commit-graph.ts';
import type { RelevantTrees } from './relevant.ts';
import { findOid, oidOf } from './store.ts';
import type { ObjectStore } from './store.ts';

/** A blob at a path, and the commits that brought or removed it, seen from their first parents. */
interface Pair {
  readonly path: string;
  readonly blob: number;
  readonly brought: number[];
  readonly removed: number[];
}

/** Commits that hold something, as runs of the numbers that {@link CommitGraph.enter} gives: start, end, start, end. */
type Held = readonly number[];

/** What the history knows of wanted blobs, worked out from the sets of the commits' trees. */
export class GraphHistory implements History {
  readonly #store: ObjectStore;
  readonly #graph: CommitGraph;
  readonly #trees: RelevantTrees;
  readonly #refs: readonly { name: string; commit: number }[];
  readonly #head: number;
  readonly #authorship: (commitNumber: number) => Authorship;
  readonly #pairs = new Map<number, Map<string, Pair>>();
  readonly #tops: RangeTops;

  /**
   * @param refs - the commits that refs lead to, as object numbers
   * @param head - object number of HEAD's commit, -1 for none
   */
  constructor(
    store: ObjectStore,
    graph: CommitGraph,
    trees: RelevantTrees,
    refs: readonly { name: string; number: number }[],
    head: number,
    authorship: (commitNumber: number) => Authorship,
  ) {
    this.#store = store;
    this.#graph = graph;
    this.#trees = trees;
    this.#refs = refs
      .map(({ name, number }) => ({ name, commit: graph.placeOf(number) }))
      .filter(({ commit }) => commit !== -1)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    this.#head = graph.placeOf(head);
    this.#authorship = authorship;
    this.#tops = new RangeTops(graph.entered);
    const sets = graph.trees.map((tree) => trees.setOf(tree));
    for (let commit = 0; commit < graph.count; commit++) {
      const parent = graph.firstParent(commit);
      const before = parent === -1 ? 0 : (sets[parent] ?? 0);
      const after = sets[commit] ?? 0;
      if (before !== after) this.#compare(before, after, '', commit, 0);
    }
  }

  /** Notes what `after` has and `before` has not, and the other way round; what is equal is not looked into. */
  #compare(before: number, after: number, folder: string, commit: number, depth: number): void {
    if (depth > 4096) return;
    const { sets, names } = this.#trees;
    let b = sets.start(before);
    let a = sets.start(after);
    const bEnd = before === 0 ? b : sets.end(before);
    const aEnd = after === 0 ? a : sets.end(after);
    while (b < bEnd || a < aEnd) {
      const bName = b < bEnd ? sets.value(b) : Infinity;
      const aName = a < aEnd ? sets.value(a) : Infinity;
      const bMember = b < bEnd ? sets.value(b + 1) : 0;
      const aMember = a < aEnd ? sets.value(a + 1) : 0;
      if (bName === aName) {
        b += 2;
        a += 2;
        if (bMember === aMember) continue;
        const path = folder + (names[aName] ?? '');
        this.#note(Math.min(bMember, 0), path, commit, false);
        this.#note(Math.min(aMember, 0), path, commit, true);
        if (bMember > 0 || aMember > 0)
          this.#compare(Math.max(bMember, 0), Math.max(aMember, 0), `${path}/`, commit, depth + 1);
      } else if (bName < aName) {
        b += 2;
        this.#all(bMember, folder + (names[bName] ?? ''), commit, false, depth);
      } else {
        a += 2;
        this.#all(aMember, folder + (names[aName] ?? ''), commit, true, depth);
      }
    }
  }

  #all(member: number, path: string, commit: number, brought: boolean, depth: number): void {
    if (member < 0) this.#note(member, path, commit, brought);
    else if (brought) this.#compare(0, member, `${path}/`, commit, depth + 1);
    else this.#compare(member, 0, `${path}/`, commit, depth + 1);
  }

  #note(member: number, path: string, commit: number, brought: boolean): void {
    if (member === 0) return;
    const blob = -1 - member;
    let pairs = this.#pairs.get(blob);
    if (pairs === undefined) this.#pairs.set(blob, (pairs = new Map()));
    let pair = pairs.get(path);
    if (pair === undefined) pairs.set(path, (pair = { path, blob, brought: [], removed: [] }));
    (brought ? pair.brought : pair.removed).push(commit);
  }

  paths(blob: string): string[] {
    const pairs = this.#pairs.get(findOid(this.#store, blob));
    return [...(pairs?.keys() ?? [])].sort((a, b) => (a < b ? -1 : 1));
  }

  exposure(holders: readonly PathBlob[]): {
    places: HistoryPlace[];
    exposure: HistoryExposure | undefined;
  } {
    const places: HistoryPlace[] = [];
    const byPath = new Map<string, Set<Pair>>();
    const all = new Set<Pair>();
    for (const { blob, path } of holders) {
      const pair = path === undefined ? undefined : this.#pairs.get(findOid(this.#store, blob))?.get(path);
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
      const first = this.#first(pairs, this.#held(pairs));
      if (first === undefined) continue;
      const pair = [...pairs].find((one) => one.brought.includes(first));
      if (pair === undefined) continue;
      places.push({
        path,
        blob: oidOf(this.#store, pair.blob),
        commit: oidOf(this.#store, this.#graph.numbers[first] ?? 0),
        versions: pairs.size,
      });
    }
    return { places, exposure: all.size === 0 ? undefined : this.#exposureOf(all) };
  }

  #exposureOf(pairs: ReadonlySet<Pair>): HistoryExposure | undefined {
    const graph = this.#graph;
    const held = this.#held(pairs);
    const first = this.#first(pairs, held);
    if (first === undefined) return undefined;
    let commits = 0;
    let last = -1;
    for (let i = 0; i < held.length; i += 2) {
      commits += (held[i + 1] ?? 0) - (held[i] ?? 0);
      last = Math.max(last, this.#tops.max(held[i] ?? 0, held[i + 1] ?? 0));
    }
    const { author, date } = this.#authorship(graph.numbers[first] ?? 0);
    const refs = this.#refsThatReach(pairs, first);
    return {
      firstCommit: oidOf(this.#store, graph.numbers[first] ?? 0),
      firstDate: isoDate(date),
      author,
      lastCommit: oidOf(this.#store, graph.numbers[last] ?? 0),
      atHead: this.#head !== -1 && contains(held, graph.enter[this.#head] ?? 0),
      refs,
      commits,
      unreachable: refs.length === 0,
    };
  }

  /** Commits whose tree holds one of the pairs. */
  #held(pairs: ReadonlySet<Pair>): Held {
    const { enter, size } = this.#graph;
    const changes: { at: number; by: number }[] = [];
    for (const pair of pairs)
      for (const [commits, sign] of [[pair.brought, 1], [pair.removed, -1]] as const)
        for (const commit of commits) {
          const at = enter[commit] ?? 0;
          changes.push({ at, by: sign }, { at: at + (size[commit] ?? 0), by: -sign });
        } // prettier-ignore
    changes.sort((a, b) => a.at - b.at);
    const held: number[] = [];
    let depth = 0;
    for (let i = 0; i < changes.length;) {
      const at = changes[i]?.at ?? 0;
      const before = depth;
      for (; changes[i]?.at === at; i++) depth += changes[i]?.by ?? 0;
      if (before > 0 !== depth > 0) held.push(at);
    }
    return held;
  }

  /** The first commit that holds one of the pairs. It has brought it: its parents come earlier and hold none. */
  #first(pairs: ReadonlySet<Pair>, held: Held): number | undefined {
    let first: number | undefined;
    for (const pair of pairs)
      for (const commit of pair.brought)
        if ((first === undefined || commit < first) && contains(held, this.#graph.enter[commit] ?? 0))
          first = commit;
    return first;
  }

  /** Refs from which a commit that holds it can be reached: what descends from where it was brought. */
  #refsThatReach(pairs: ReadonlySet<Pair>, first: number): string[] {
    const { parents, parentEnds, count } = this.#graph;
    const exposed = new Uint8Array(count);
    for (const pair of pairs) for (const commit of pair.brought) exposed[commit] = 1;
    for (let commit = first; commit < count; commit++) {
      const end = parentEnds[commit] ?? 0;
      for (let k = this.#graph.parentStart(commit); k < end && exposed[commit] === 0; k++)
        if (exposed[parents[k] ?? 0] === 1) exposed[commit] = 1;
    }
    return this.#refs.filter(({ commit }) => exposed[commit] === 1).map(({ name }) => name);
  }
}

/** Does a position lie in one of the runs? */
function contains(held: Held, position: number): boolean {
  let low = 0;
  let high = held.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((held[middle] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  // Behind a start and before its end an odd number of borders has been passed.
  return low % 2 === 1;
}

/** A date that no calendar has (a hostile commit) becomes the epoch. */
function isoDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}

/** The largest value of any range, from a tree of maxima. */
class RangeTops {
  readonly #tree: Int32Array;
  readonly #leaves: number;

  constructor(values: Int32Array) {
    this.#leaves = Math.max(1, values.length);
    this.#tree = new Int32Array(this.#leaves * 2).fill(-1);
    this.#tree.set(values, this.#leaves);
    for (let i = this.#leaves - 1; i > 0; i--)
      this.#tree[i] = Math.max(this.#tree[2 * i] ?? -1, this.#tree[2 * i + 1] ?? -1);
  }

  max(start: number, end: number): number {
    let best = -1;
    let a = start + this.#leaves;
    let b = end + this.#leaves;
    for (; a < b; a >>= 1, b >>= 1) {
      if ((a & 1) === 1) best = Math.max(best, this.#tree[a++] ?? -1);
      if ((b & 1) === 1) best = Math.max(best, this.#tree[--b] ?? -1);
    }
    return best;
  }
}
