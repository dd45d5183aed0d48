import type { GatheredGraph } from './commit-graph.ts';
import type { RelevantTrees } from './relevant.ts';
import { oidOf } from './store.ts';
import type { ObjectStore } from './store.ts';

/** A blob at a path, and the commits that brought or removed it, seen from their first parents. */
export interface Pair {
  readonly path: string;
  readonly blob: string;
  /** Places in the graph. */
  readonly brought: number[];
  readonly removed: number[];
}

/** By blob and path. */
export type Pairs = Map<string, Map<string, Pair>>;

/** The pair of a blob and a path, made if it is not there. */
export function pairAt(pairs: Pairs, blob: string, path: string): Pair {
  let byPath = pairs.get(blob);
  if (byPath === undefined) pairs.set(blob, (byPath = new Map<string, Pair>()));
  let pair = byPath.get(path);
  if (pair === undefined) byPath.set(path, (pair = { path, blob, brought: [], removed: [] }));
  return pair;
}

/** What each commit brought and removed, from the sets of the commits' trees. */
export function pairsOf(store: ObjectStore, { graph, trees }: GatheredGraph, relevant: RelevantTrees): Pairs {
  const comparison = new Comparison(store, relevant);
  const sets = trees.map((tree) => relevant.setOf(tree));
  for (let commit = 0; commit < graph.count; commit++) {
    const parent = graph.firstParent(commit);
    const before = parent === -1 ? 0 : (sets[parent] ?? 0);
    const after = sets[commit] ?? 0;
    if (before !== after) comparison.compare(before, after, '', commit, 0);
  }
  return comparison.pairs;
}

class Comparison {
  readonly pairs: Pairs = new Map();
  readonly #store: ObjectStore;
  readonly #trees: RelevantTrees;
  readonly #ids = new Map<number, string>();

  constructor(store: ObjectStore, trees: RelevantTrees) {
    this.#store = store;
    this.#trees = trees;
  }

  /** Notes what `after` has and `before` has not, and the other way round; what is equal is not looked into. */
  compare(before: number, after: number, folder: string, commit: number, depth: number): void {
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
          this.compare(Math.max(bMember, 0), Math.max(aMember, 0), `${path}/`, commit, depth + 1);
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
    else if (brought) this.compare(0, member, `${path}/`, commit, depth + 1);
    else this.compare(member, 0, `${path}/`, commit, depth + 1);
  }

  #note(member: number, path: string, commit: number, brought: boolean): void {
    if (member === 0) return;
    const number = -1 - member;
    let blob = this.#ids.get(number);
    if (blob === undefined) this.#ids.set(number, (blob = oidOf(this.#store, number)));
    const pair = pairAt(this.pairs, blob, path);
    (brought ? pair.brought : pair.removed).push(commit);
  }
}
