import { hasBit, setBit } from './bits.ts';
import { letGo } from './let-go.ts';
import { Integers, ListTable } from './integers.ts';
import type { ObjectStore } from './store.ts';
import type { TreePart, WantedBlobs } from './trees.ts';

/**
 * What each tree holds of the wanted blobs, directly or in folders below it. A set is a list of pairs: a name's number,
 * and a blob (its object number, as -1 - number) or the set of a folder. Equal sets have equal numbers, 0 is empty, so
 * that two versions of a tree that differ only in what does not matter have the same one.
 */
export class RelevantTrees {
  readonly sets = new ListTable();
  readonly names: string[] = [];
  readonly #store: ObjectStore;
  readonly #parts: readonly TreePart[];
  readonly #wanted: WantedBlobs;
  /** Where the tree's record is: index of the part, and place in it (-1: not read). */
  readonly #recordPart: Uint8Array;
  readonly #recordAt: Int32Array;
  /** Relevant entries of each tree, as linked lists. */
  readonly #heads: Int32Array;
  readonly #next = new Integers();
  readonly #objects = new Integers();
  readonly #entryNames = new Integers();
  /** The set of each tree; -1 when not known yet, -2 while it is being worked out. */
  readonly #setOf: Int32Array;

  /** Takes the records of the parts: nothing is left in them. */
  constructor(store: ObjectStore, parts: readonly TreePart[], wanted: WantedBlobs) {
    this.#store = store;
    this.#parts = parts;
    this.#wanted = wanted;
    this.#recordPart = new Uint8Array(store.count);
    this.#recordAt = new Int32Array(store.count).fill(-1);
    this.#heads = new Int32Array(store.count).fill(-1);
    this.#setOf = new Int32Array(store.count).fill(-1);
    const edges = this.#index();
    this.#close(edges);
    for (const { buffer } of [edges.starts, edges.edges, this.#recordPart, this.#recordAt]) letGo(buffer);
    for (const { records } of parts) letGo(records.buffer);
  }

  /** New entries of all trees by the object they name: where it starts in `edges`, four numbers each. */
  #index(): { starts: Int32Array; edges: Int32Array } {
    const starts = new Int32Array(this.#store.count + 1);
    const globalNames = new Map<string, number>();
    const nameMaps = this.#parts.map((part) =>
      Int32Array.from(part.names, (name) => {
        let number = globalNames.get(name);
        if (number === undefined) {
          number = this.names.length;
          globalNames.set(name, number);
          this.names.push(name);
        }
        return number;
      }),
    );
    let total = 0;
    for (const [p, { records }] of this.#parts.entries())
      for (let at = 0; at < records.length; at = recordEnd(records, at)) {
        const tree = records[at] ?? 0;
        this.#recordPart[tree] = p;
        this.#recordAt[tree] = at;
        const end = recordEnd(records, at);
        for (let i = addedStart(records, at); i < end; i += 3) {
          const object = (records[i + 1] ?? 0) + 1;
          starts[object] = (starts[object] ?? 0) + 1;
          total++;
        }
      }
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const edges = new Int32Array(total * 3);
    const filled = starts.slice(0, -1);
    for (const [p, { records }] of this.#parts.entries())
      for (let at = 0; at < records.length; at = recordEnd(records, at)) {
        const end = recordEnd(records, at);
        for (let i = addedStart(records, at); i < end; i += 3) {
          const object = records[i + 1] ?? 0;
          const place = (filled[object] ?? 0) * 3;
          filled[object] = (filled[object] ?? 0) + 1;
          edges[place] = records[at] ?? 0;
          edges[place + 1] = records[i] ?? 0;
          edges[place + 2] = nameMaps[p]?.[records[i + 2] ?? 0] ?? 0;
        }
      }
    return { starts, edges };
  }

  /** From the wanted blobs upwards: every tree that holds one, or a tree that does. */
  #close({ starts, edges }: { starts: Int32Array; edges: Int32Array }): void {
    const seen = new Uint8Array(this.#wanted.numbers.length);
    const queue = new Integers();
    for (let number = 0; number < this.#store.count; number++)
      if (hasBit(this.#wanted.numbers, number)) queue.push(number);
    const stack = new Integers();
    for (let q = 0; q < queue.length; q++) {
      const object = queue.get(q);
      for (let e = starts[object] ?? 0; e < (starts[object + 1] ?? 0); e++) {
        stack.push(edges[e * 3] ?? 0);
        stack.push(edges[e * 3 + 1] ?? 0);
        const name = edges[e * 3 + 2] ?? 0;
        while (stack.length > 0) {
          const index = stack.get(--stack.length);
          const tree = stack.get(--stack.length);
          this.#next.push(this.#heads[tree] ?? -1);
          this.#objects.push(object);
          this.#entryNames.push(name);
          this.#heads[tree] = this.#next.length - 1;
          if (!hasBit(seen, tree)) {
            setBit(seen, tree);
            queue.push(tree);
          }
          this.#handDown(tree, index, stack);
        }
      }
    }
  }

  /** Deltas of a tree that still have its entry number `index`. */
  #handDown(tree: number, index: number, stack: Integers): void {
    const { children, siblings } = this.#store;
    for (let child = children[tree] ?? -1; child !== -1; child = siblings[child] ?? -1) {
      const at = this.#recordAt[child] ?? -1;
      const records = this.#parts[this.#recordPart[child] ?? 0]?.records;
      if (at === -1 || records === undefined || records[at + 1] !== tree) continue;
      const end = addedStart(records, at);
      for (let run = at + 4; run < end; run += 3) {
        const inside = index - (records[run] ?? 0);
        if (inside < 0 || inside >= (records[run + 1] ?? 0)) continue;
        stack.push(child);
        stack.push((records[run + 2] ?? 0) + inside);
      }
    }
  }

  /** Gives the memory back: nothing can be asked any more. */
  close(): void {
    for (const { buffer } of [this.#heads, this.#setOf]) letGo(buffer);
    for (const list of [this.#next, this.#objects, this.#entryNames, this.sets]) list.close();
  }

  /** The set of a tree. Works without recursion: a hostile repository may nest folders without end. */
  setOf(tree: number): number {
    if (tree === -1) return 0;
    const known = this.#setOf[tree] ?? 0;
    if (known >= 0) return known;
    const stack = [tree];
    while (stack.length > 0) {
      const number = stack.at(-1) ?? -1;
      if ((this.#setOf[number] ?? 0) >= 0) {
        stack.pop();
        continue;
      }
      const first = this.#setOf[number] === -1;
      this.#setOf[number] = -2;
      let waits = false;
      if (first)
        for (let e = this.#heads[number] ?? -1; e !== -1; e = this.#next.get(e)) {
          const object = this.#objects.get(e);
          if (hasBit(this.#wanted.numbers, object) || this.#setOf[object] !== -1) continue;
          stack.push(object);
          waits = true;
        }
      if (waits) continue;
      this.#setOf[number] = this.#makeSet(number);
      stack.pop();
    }
    return this.#setOf[tree] ?? 0;
  }

  #makeSet(tree: number): number {
    const pairs: { name: number; member: number }[] = [];
    for (let e = this.#heads[tree] ?? -1; e !== -1; e = this.#next.get(e)) {
      const object = this.#objects.get(e);
      // A folder that contains itself can only be a lie of the index: it counts as empty.
      const member = hasBit(this.#wanted.numbers, object)
        ? -1 - object
        : Math.max(0, this.#setOf[object] ?? 0);
      if (member !== 0) pairs.push({ name: this.#entryNames.get(e), member });
    }
    pairs.sort((a, b) => a.name - b.name || a.member - b.member);
    const list: number[] = [];
    for (const { name, member } of pairs) list.push(name, member);
    return this.sets.add(list);
  }
}

function addedStart(records: Int32Array, at: number): number {
  return at + 4 + (records[at + 2] ?? 0) * 3;
}

function recordEnd(records: Int32Array, at: number): number {
  return addedStart(records, at) + (records[at + 3] ?? 0) * 3;
}
