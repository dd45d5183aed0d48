import type { Authorship } from '../commit.ts';
import { maxRefs } from '../history.ts';
import type { BlobExposure, History, HistoryExposure, HistoryPlace, PathBlob } from '../history.ts';
import type { Ref } from '../refs.ts';
import type { CommitGraph } from './commit-graph.ts';
import type { Pair, Pairs } from './pairs.ts';

type Reached = Pick<HistoryExposure, 'refs' | 'refsOmitted'>;

/** Commits that hold something, as runs of the numbers that {@link CommitGraph.enter} gives: start, end, start, end. */
type Held = readonly number[];

/** A ref, and the commit that it leads to: its place in the graph, -1 for none. */
export interface PlacedRef extends Ref {
  readonly place: number;
}

export function placeRefs(graph: CommitGraph, refs: readonly Ref[]): PlacedRef[] {
  return refs.map((ref) => ({ ...ref, place: graph.placeOf(ref.peeled ?? ref.oid) }));
}

/** What the history knows of wanted blobs, worked out from what each commit brought and removed. */
export class GraphHistory implements History {
  readonly graph: CommitGraph;
  readonly pairs: Pairs;
  readonly #refs: readonly PlacedRef[];
  readonly #head: number;
  readonly #authorship: (commit: string) => Authorship;
  readonly #tops: RangeTops;

  /**
   * @param refs - the commits that refs lead to
   * @param head - HEAD's commit
   */
  constructor(
    graph: CommitGraph,
    pairs: Pairs,
    refs: readonly PlacedRef[],
    head: string | undefined,
    authorship: (commit: string) => Authorship,
  ) {
    this.graph = graph;
    this.pairs = pairs;
    this.#refs = refs.filter(({ place }) => place !== -1);
    // git lists them in its own order, which is mostly this one.
    const byName = this.#refs.every(({ name }, i) => i === 0 || (this.#refs[i - 1]?.name ?? '') <= name);
    if (!byName) this.#refs = this.#refs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.#head = head === undefined ? -1 : graph.placeOf(head);
    this.#authorship = authorship;
    this.#tops = new RangeTops(graph.entered);
  }

  paths(blob: string): string[] {
    return [...(this.pairs.get(blob)?.keys() ?? [])].sort((a, b) => (a < b ? -1 : 1));
  }

  exposures(lists: readonly (readonly PathBlob[])[]): BlobExposure[] {
    const found = lists.map((holders) => this.#placesOf(holders));
    const reached = this.#refsThatReach(found.map(({ all }) => all));
    return found.map(({ all, held, places }, i) => ({
      places,
      exposure: all.size === 0 ? undefined : this.#exposureOf(all, held, reached[i] ?? { refs: [] }),
    }));
  }

  #placesOf(holders: readonly PathBlob[]): { all: ReadonlySet<Pair>; held: Held; places: HistoryPlace[] } {
    const places: HistoryPlace[] = [];
    const byPath = new Map<string, Set<Pair>>();
    const all = new Set<Pair>();
    for (const { blob, path } of holders) {
      const pair = path === undefined ? undefined : this.pairs.get(blob)?.get(path);
      if (path === undefined || pair === undefined) {
        places.push({ blob, versions: 1, ...(path === undefined ? {} : { path }) });
        continue;
      }
      all.add(pair);
      const set = byPath.get(path);
      if (set === undefined) byPath.set(path, new Set([pair]));
      else set.add(pair);
    }
    const held = this.#held(all);
    for (const [path, pairs] of byPath) {
      const first = this.#first(pairs, byPath.size === 1 ? held : this.#held(pairs));
      if (first === undefined) continue;
      const pair = [...pairs].find((one) => one.brought.includes(first));
      if (pair === undefined) continue;
      places.push({ path, blob: pair.blob, commit: this.graph.oid(first), versions: pairs.size });
    }
    return { all, held, places };
  }

  /** The first commit that holds one of the blobs. */
  firstOf(holders: readonly PathBlob[]): string | undefined {
    const { all, held } = this.#placesOf(holders);
    const first = this.#first(all, held);
    return first === undefined ? undefined : this.graph.oid(first);
  }

  #exposureOf(pairs: ReadonlySet<Pair>, held: Held, reached: Reached): HistoryExposure | undefined {
    const graph = this.graph;
    const first = this.#first(pairs, held);
    if (first === undefined) return undefined;
    let commits = 0;
    let last = -1;
    for (let i = 0; i < held.length; i += 2) {
      commits += (held[i + 1] ?? 0) - (held[i] ?? 0);
      last = Math.max(last, this.#tops.max(held[i] ?? 0, held[i + 1] ?? 0));
    }
    const { author, date } = this.#authorship(graph.oid(first));
    return {
      firstCommit: graph.oid(first),
      firstDate: isoDate(date),
      author,
      lastCommit: graph.oid(last),
      atHead: this.#head !== -1 && contains(held, graph.enter[this.#head] ?? 0),
      ...reached,
      commits,
      unreachable: reached.refs.length === 0,
    };
  }

  /** Commits whose tree holds one of the pairs. */
  #held(pairs: ReadonlySet<Pair>): Held {
    const { enter, size } = this.graph;
    // The position, and in the lowest bit whether one more holds it from there on, or one less.
    const changes: number[] = [];
    for (const { brought, removed } of pairs) {
      for (const commit of brought) {
        const at = enter[commit] ?? 0;
        changes.push(at * 2 + 1, (at + (size[commit] ?? 0)) * 2);
      }
      for (const commit of removed) {
        const at = enter[commit] ?? 0;
        changes.push(at * 2, (at + (size[commit] ?? 0)) * 2 + 1);
      }
    }
    const sorted = Float64Array.from(changes).sort();
    const held: number[] = [];
    let depth = 0;
    for (let i = 0; i < sorted.length;) {
      const at = Math.floor((sorted[i] ?? 0) / 2);
      const before = depth;
      for (; Math.floor((sorted[i] ?? -2) / 2) === at; i++) depth += (sorted[i] ?? 0) % 2 === 1 ? 1 : -1;
      if (before > 0 !== depth > 0) held.push(at);
    }
    return held;
  }

  /** The first commit that holds one of the pairs. It has brought it: its parents come earlier and hold none. */
  #first(pairs: ReadonlySet<Pair>, held: Held): number | undefined {
    let first: number | undefined;
    for (const pair of pairs)
      for (const commit of pair.brought)
        if ((first === undefined || commit < first) && contains(held, this.graph.enter[commit] ?? 0))
          first = commit;
    return first;
  }

  /** Refs from which a commit that holds one can be reached: what descends from where it was brought. 32 at a time. */
  #refsThatReach(all: readonly ReadonlySet<Pair>[]): Reached[] {
    const { parents, parentEnds, count } = this.graph;
    const reached: Reached[] = [];
    for (let from = 0; from < all.length; from += 32) {
      const batch = all.slice(from, from + 32);
      const exposed = new Int32Array(count);
      for (const [bit, pairs] of batch.entries())
        for (const { brought } of pairs)
          for (const commit of brought) exposed[commit] = (exposed[commit] ?? 0) | (1 << bit);
      for (let commit = 0, k = 0; commit < count; commit++) {
        let bits = exposed[commit] ?? 0;
        for (const end = parentEnds[commit] ?? 0; k < end; k++) bits |= exposed[parents[k] ?? 0] ?? 0;
        exposed[commit] = bits;
      }
      const names: string[][] = batch.map(() => []);
      // Counts of all 32, a bit of each in every element: to add one to some of them takes two steps on average.
      const counts = new Int32Array(32);
      let open = -1;
      for (const { name, place } of this.#refs) {
        const bits = exposed[place] ?? 0;
        for (let carry = bits, i = 0; carry !== 0; i++) {
          const count = counts[i] ?? 0;
          counts[i] = count ^ carry;
          carry &= count;
        }
        for (let rest = bits & open; rest !== 0; rest &= rest - 1) {
          const bit = 31 - Math.clz32(rest & -rest);
          if ((names[bit]?.push(name) ?? maxRefs) >= maxRefs) open &= ~(1 << bit);
        }
      }
      for (const [bit, refs] of names.entries()) {
        let total = 0;
        for (const [i, count] of counts.entries()) total += ((count >>> bit) & 1) * 2 ** i;
        reached.push({ refs, ...(total > refs.length ? { refsOmitted: total - refs.length } : {}) });
      }
    }
    return reached;
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
