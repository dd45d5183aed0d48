import type { CommitPart } from './commits.ts';
import type { ObjectStore } from './store.ts';

/**
 * All commits in topological order: parents before children, generation by generation, each generation by object id.
 * Commits are told by their place in this order.
 */
export class CommitGraph {
  readonly count: number;
  /** Object number of each commit, and of its tree (-1: not in the store). */
  readonly numbers: Int32Array;
  readonly trees: Int32Array;
  /** Parents that are in the store: where those of a commit end in `parents`. */
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
  readonly #placeOf: Int32Array;

  /** @param shallow - object numbers of commits whose parents are cut off */
  constructor(store: ObjectStore, parts: readonly CommitPart[], shallow: ReadonlySet<number>) {
    const graph = gather(parts, shallow);
    this.count = graph.numbers.length;
    const place = new Int32Array(store.count).fill(-1);
    for (let i = 0; i < this.count; i++) place[graph.numbers[i] ?? 0] = i;
    const parentsOf = graph.parents.map((number) => (number === -1 ? -1 : (place[number] ?? -1)));
    const order = topological(store, graph.numbers, graph.parentEnds, parentsOf);
    // A cycle, which only a lie can make, leaves its commits out.
    this.count = order.length;
    this.numbers = order.map((i) => graph.numbers[i] ?? 0);
    this.trees = order.map((i) => graph.trees[i] ?? -1);
    const rank = new Int32Array(graph.numbers.length).fill(-1);
    for (let i = 0; i < order.length; i++) rank[order[i] ?? 0] = i;
    this.parentEnds = new Int32Array(this.count);
    this.parents = new Int32Array(parentsOf.length);
    let filled = 0;
    for (let i = 0; i < this.count; i++) {
      const old = order[i] ?? 0;
      for (let k = old === 0 ? 0 : (graph.parentEnds[old - 1] ?? 0); k < (graph.parentEnds[old] ?? 0); k++) {
        const parent = parentsOf[k] ?? -1;
        if (parent !== -1) this.parents[filled++] = rank[parent] ?? -1;
      }
      this.parentEnds[i] = filled;
    }
    place.fill(-1);
    for (let i = 0; i < this.count; i++) place[this.numbers[i] ?? 0] = i;
    this.#placeOf = place;
    this.size = new Int32Array(this.count).fill(1);
    this.enter = new Int32Array(this.count);
    this.entered = new Int32Array(this.count);
    this.#number();
  }

  /** The commit with this object number; -1 if it is none. */
  placeOf(number: number): number {
    return number === -1 ? -1 : (this.#placeOf[number] ?? -1);
  }

  parentStart(commit: number): number {
    return commit === 0 ? 0 : (this.parentEnds[commit - 1] ?? 0);
  }

  /** -1 for a commit without a parent in the store. */
  firstParent(commit: number): number {
    const start = this.parentStart(commit);
    return start < (this.parentEnds[commit] ?? 0) ? (this.parents[start] ?? -1) : -1;
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

/** One list of what several threads read, without repetitions. */
function gather(
  parts: readonly CommitPart[],
  shallow: ReadonlySet<number>,
): { numbers: Int32Array; trees: Int32Array; parentEnds: Int32Array; parents: Int32Array } {
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
      const cut = shallow.has(number);
      const start = parents.length;
      for (let k = cut ? end : from; k < end; k++) {
        const parent = part.parents[k] ?? -1;
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
