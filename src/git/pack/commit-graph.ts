import { hexDigit } from './commits.ts';
import type { CommitPart } from './commits.ts';
import { letGo } from './let-go.ts';
import type { ObjectStore } from './store.ts';

/** A commit by its own words. */
export interface CommitShape {
  readonly oid: string;
  readonly parents: readonly string[];
}

/** A history without the objects' numbers. Commits are told by their place in topological order. */
export interface GraphArrays {
  /** Ids, one behind the other. */
  readonly oids: Uint8Array;
  /** Where each one's parents end in `parents`. */
  readonly parentEnds: Int32Array;
  readonly parents: Int32Array;
}

/**
 * All commits in topological order: parents before children, generation by generation, each generation by object id.
 * Commits are told by their place in this order.
 */
export class CommitGraph implements GraphArrays {
  readonly count: number;
  readonly hashBytes: number;
  readonly oids: Uint8Array;
  readonly parentEnds: Int32Array;
  readonly parents: Int32Array;
  /**
   * The commits as a forest by their first parents, numbered depth first: a commit and all below it are the numbers
   * from `enter` on, `size` of them.
   */
  readonly enter: Int32Array;
  readonly size: Int32Array;
  /** The commit at each of these numbers. */
  readonly entered: Int32Array;
  #byId: { buckets: Int32Array; places: Int32Array } | undefined;

  constructor(hashBytes: number, { oids, parentEnds, parents }: GraphArrays) {
    this.hashBytes = hashBytes;
    this.count = parentEnds.length;
    this.oids = oids;
    this.parentEnds = parentEnds;
    this.parents = parents;
    this.size = new Int32Array(this.count).fill(1);
    this.enter = new Int32Array(this.count);
    this.entered = new Int32Array(this.count);
    this.#number();
  }

  /** The place of the commit with this id; -1 if there is none. */
  placeOf(oid: string): number {
    const { hashBytes, oids } = this;
    if (oid.length !== 2 * hashBytes) return -1;
    const { buckets, places } = (this.#byId ??= this.#sortById());
    // Digits are read as they are needed: a buffer for each of tens of thousands of refs costs more.
    const byte = (i: number): number =>
      (hexDigit(oid.charCodeAt(2 * i)) << 4) | hexDigit(oid.charCodeAt(2 * i + 1));
    const bucket = (byte(0) << 8) | byte(1);
    for (let i = buckets[bucket] ?? 0; i < (buckets[bucket + 1] ?? 0); i++) {
      const place = places[i] ?? 0;
      let k = 2;
      while (k < hashBytes && oids[place * hashBytes + k] === byte(k)) k++;
      if (k === hashBytes) return place;
    }
    return -1;
  }

  oid(place: number): string {
    const start = place * this.hashBytes;
    return Buffer.from(this.oids.buffer, this.oids.byteOffset + start, this.hashBytes).toString('hex');
  }

  parentStart(commit: number): number {
    return commit === 0 ? 0 : (this.parentEnds[commit - 1] ?? 0);
  }

  /** -1 for a commit without a parent in the store. */
  firstParent(commit: number): number {
    const start = this.parentStart(commit);
    return start < (this.parentEnds[commit] ?? 0) ? (this.parents[start] ?? -1) : -1;
  }

  /**
   * The same with more commits, and where each of the old ones and of the new ones stands now. Undefined when a parent
   * is in neither.
   */
  extended(
    added: readonly CommitShape[],
  ): { graph: CommitGraph; moved: Int32Array; places: Int32Array } | undefined {
    const { count, hashBytes } = this;
    const generations = this.#generations();
    const ids = Buffer.from(added.map(({ oid }) => oid).join(''), 'hex');
    const index = new Map(added.map(({ oid }, i) => [oid, i]));
    // Parents of the new commits: a place, or behind all places the index of a new one.
    const parentsOf: number[][] = [];
    for (const { parents } of added) {
      const found = [...new Set(parents)].map((oid) => {
        const place = this.placeOf(oid);
        return place === -1 ? (index.get(oid) ?? -1 - count) + count : place;
      });
      if (found.includes(-1)) return undefined;
      parentsOf.push(found);
    }
    const own = new Int32Array(added.length).fill(-1);
    for (let left = added.length, before = -1; left > 0; ) {
      if (left === before) return undefined;
      before = left;
      for (const [i, parents] of parentsOf.entries()) {
        if (own[i] !== -1) continue;
        const known = parents.map((one) => (one < count ? (generations[one] ?? 0) : (own[one - count] ?? -1)));
        if (known.includes(-1)) continue;
        own[i] = Math.max(-1, ...known) + 1;
        left--;
      }
    }
    const order = added.map((_, i) => i);
    order.sort((a, b) => (own[a] ?? 0) - (own[b] ?? 0) || compareIds(ids, a, ids, b, hashBytes));
    const moved = new Int32Array(count);
    const places = new Int32Array(added.length);
    const sources = new Int32Array(count + added.length);
    for (let old = 0, next = 0, at = 0; at < sources.length; at++) {
      const fresh = order[next];
      const later =
        fresh !== undefined &&
        (old === count ||
          ((generations[old] ?? 0) - (own[fresh] ?? 0) || compareIds(this.oids, old, ids, fresh, hashBytes)) > 0);
      if (later) {
        sources[at] = count + fresh;
        places[fresh] = at;
        next++;
      } else {
        sources[at] = old;
        moved[old++] = at;
      }
    }
    const oids = new Uint8Array(sources.length * hashBytes);
    const parentEnds = new Int32Array(sources.length);
    const parents = new Int32Array(this.parents.length + parentsOf.flat().length);
    let filled = 0;
    for (const [at, source] of sources.entries()) {
      if (source < count) {
        const start = source * hashBytes;
        for (let k = 0; k < hashBytes; k++) oids[at * hashBytes + k] = this.oids[start + k] ?? 0;
        for (let k = this.parentStart(source); k < (this.parentEnds[source] ?? 0); k++)
          parents[filled++] = moved[this.parents[k] ?? 0] ?? 0;
      } else {
        oids.set(ids.subarray((source - count) * hashBytes, (source - count + 1) * hashBytes), at * hashBytes);
        for (const one of parentsOf[source - count] ?? [])
          parents[filled++] = (one < count ? moved[one] : places[one - count]) ?? 0;
      }
      parentEnds[at] = filled;
    }
    return { graph: new CommitGraph(hashBytes, { oids, parentEnds, parents }), moved, places };
  } // prettier-ignore

  /** How long the longest way from each commit to a root is. */
  #generations(): Int32Array {
    const generations = new Int32Array(this.count);
    for (let i = 0, k = 0; i < this.count; i++) {
      let generation = 0;
      for (const end = this.parentEnds[i] ?? 0; k < end; k++)
        generation = Math.max(generation, (generations[this.parents[k] ?? 0] ?? 0) + 1);
      generations[i] = generation;
    }
    return generations;
  }

  #sortById(): { buckets: Int32Array; places: Int32Array } {
    const buckets = new Int32Array(2 ** 16 + 1);
    const { oids, hashBytes, count } = this;
    for (let i = 0, at = 0; i < count; i++, at += hashBytes) {
      const bucket = ((oids[at] ?? 0) << 8) | (oids[at + 1] ?? 0);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (let i = 1; i < buckets.length; i++) buckets[i] = (buckets[i] ?? 0) + (buckets[i - 1] ?? 0);
    const places = new Int32Array(count);
    // What stood at a bucket's end is its start when all are placed.
    for (let i = 0, at = 0; i < count; i++, at += hashBytes) {
      const bucket = ((oids[at] ?? 0) << 8) | (oids[at + 1] ?? 0);
      const place = (buckets[bucket] ?? 0) - 1;
      buckets[bucket] = place;
      places[place] = i;
    }
    return { buckets, places };
  }

  #number(): void {
    for (let i = this.count - 1; i >= 0; i--) {
      const parent = this.firstParent(i);
      if (parent !== -1) this.size[parent] = (this.size[parent] ?? 0) + (this.size[i] ?? 0);
    }
    const free = new Int32Array(this.count);
    let freeRoot = 0;
    for (let i = 0; i < this.count; i++) {
      const parent = this.firstParent(i);
      const at = parent === -1 ? freeRoot : (free[parent] ?? 0);
      if (parent === -1) freeRoot += this.size[i] ?? 0;
      else free[parent] = at + (this.size[i] ?? 0);
      this.enter[i] = at;
      this.entered[at] = i;
      free[i] = at + 1;
    }
  }
}

/** Compares the ids that are number `i` of `a` and number `k` of `b`. */
function compareIds(a: Uint8Array, i: number, b: Uint8Array, k: number, hashBytes: number): number {
  for (let x = i * hashBytes, y = k * hashBytes, end = x + hashBytes; x < end; x++, y++) {
    const difference = (a[x] ?? 0) - (b[y] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The graph of what several threads read. */
export interface GatheredGraph {
  readonly graph: CommitGraph;
  /** Object number of each commit's tree; -1: not in the store. */
  readonly trees: Int32Array;
  /** Every commit has its tree and all its parents here. */
  readonly whole: boolean;
}

/** @param shallow - object numbers of commits whose parents are cut off */
export function gatherGraph(
  store: ObjectStore,
  parts: readonly CommitPart[],
  shallow: ReadonlySet<number>,
): GatheredGraph {
  const all = gather(parts, shallow);
  const { hashBytes } = store;
  const place = new Int32Array(store.count).fill(-1);
  for (let i = 0; i < all.numbers.length; i++) place[all.numbers[i] ?? 0] = i;
  const parentsOf = all.parents.map((number) => (number === -1 ? -1 : (place[number] ?? -1)));
  letGo(place.buffer);
  // A cycle, which only a lie can make, leaves its commits out.
  const order = topological(store, all.numbers, all.parentEnds, parentsOf);
  const rank = new Int32Array(all.numbers.length).fill(-1);
  const oids = new Uint8Array(order.length * hashBytes);
  for (let i = 0; i < order.length; i++) {
    rank[order[i] ?? 0] = i;
    const at = (store.rowOfNumber[all.numbers[order[i] ?? 0] ?? 0] ?? 0) * hashBytes;
    oids.set(store.oids.subarray(at, at + hashBytes), i * hashBytes);
  }
  const parentEnds = new Int32Array(order.length);
  const parents = new Int32Array(parentsOf.length);
  let filled = 0;
  let whole = order.length === all.numbers.length && !all.lost;
  for (let i = 0; i < order.length; i++) {
    const old = order[i] ?? 0;
    for (let k = old === 0 ? 0 : (all.parentEnds[old - 1] ?? 0); k < (all.parentEnds[old] ?? 0); k++) {
      const parent = parentsOf[k] ?? -1;
      if (parent === -1) whole = false;
      else parents[filled++] = rank[parent] ?? -1;
    }
    parentEnds[i] = filled;
  }
  return {
    graph: new CommitGraph(hashBytes, { oids, parentEnds, parents: parents.subarray(0, filled) }),
    trees: order.map((i) => all.trees[i] ?? -1),
    whole,
  };
}

/** One list of what several threads read, without repetitions. */
function gather(
  parts: readonly CommitPart[],
  shallow: ReadonlySet<number>,
): {
  numbers: Int32Array;
  trees: Int32Array;
  parentEnds: Int32Array;
  parents: Int32Array;
  /** A tree or a parent is not in the store. */
  lost: boolean;
} {
  let lost = false;
  const numbers: number[] = [];
  const trees: number[] = [];
  const parentEnds: number[] = [];
  const parents: number[] = [];
  for (const part of parts) {
    let from = 0;
    for (let i = 0; i < part.commits.length; i++) {
      const number = part.commits[i] ?? 0;
      const end = part.parentEnds[i] ?? 0;
      numbers.push(number);
      trees.push(part.trees[i] ?? -1);
      if (part.trees[i] === -1) lost = true;
      const cut = shallow.has(number);
      const start = parents.length;
      for (let k = cut ? end : from; k < end; k++) {
        const parent = part.parents[k] ?? -1;
        if (parent === -1) lost = true;
        // The same parent twice counts once.
        if (parent !== -1 && !parents.includes(parent, start)) parents.push(parent);
      }
      parentEnds.push(parents.length);
      from = end;
    }
  }
  return {
    numbers: Int32Array.from(numbers),
    trees: Int32Array.from(trees),
    parentEnds: Int32Array.from(parentEnds),
    parents: Int32Array.from(parents),
    lost,
  };
}

function topological(
  store: ObjectStore,
  numbers: Int32Array,
  parentEnds: Int32Array,
  parents: Int32Array,
): Int32Array {
  const count = numbers.length;
  const waiting = new Int32Array(count);
  const childStarts = new Int32Array(count + 1);
  for (let i = 0; i < count; i++)
    for (let k = i === 0 ? 0 : (parentEnds[i - 1] ?? 0); k < (parentEnds[i] ?? 0); k++) {
      const parent = parents[k] ?? -1;
      if (parent === -1) continue;
      waiting[i] = (waiting[i] ?? 0) + 1;
      childStarts[parent + 1] = (childStarts[parent + 1] ?? 0) + 1;
    }
  for (let i = 1; i <= count; i++) childStarts[i] = (childStarts[i] ?? 0) + (childStarts[i - 1] ?? 0);
  const children = new Int32Array(childStarts[count] ?? 0);
  const filled = childStarts.slice(0, count);
  for (let i = 0; i < count; i++)
    for (let k = i === 0 ? 0 : (parentEnds[i - 1] ?? 0); k < (parentEnds[i] ?? 0); k++) {
      const parent = parents[k] ?? -1;
      if (parent === -1) continue;
      const at = filled[parent] ?? 0;
      filled[parent] = at + 1;
      children[at] = i;
    }
  const compare = idOrder(store, numbers);
  const order = new Int32Array(count);
  let done = 0;
  let generation: number[] = [];
  for (let i = 0; i < count; i++) if (waiting[i] === 0) generation.push(i);
  while (generation.length > 0) {
    if (generation.length > 1) generation.sort(compare);
    const next: number[] = [];
    for (const commit of generation) {
      order[done++] = commit;
      for (let k = childStarts[commit] ?? 0; k < (childStarts[commit + 1] ?? 0); k++) {
        const child = children[k] ?? 0;
        const left = (waiting[child] ?? 0) - 1;
        waiting[child] = left;
        if (left === 0) next.push(child);
      }
    }
    generation = next;
  }
  return order.subarray(0, done);
}

function idOrder(store: ObjectStore, numbers: Int32Array): (a: number, b: number) => number {
  const { oids, hashBytes, rowOfNumber } = store;
  return (a, b) => {
    const x = (rowOfNumber[numbers[a] ?? 0] ?? 0) * hashBytes;
    const y = (rowOfNumber[numbers[b] ?? 0] ?? 0) * hashBytes;
    for (let i = 0; i < hashBytes; i++) {
      const difference = (oids[x + i] ?? 0) - (oids[y + i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}
