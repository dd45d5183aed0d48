import type { Repository } from '../repository.ts';
import { subtreeWeights } from './deltas.ts';
import type { HeldObjects } from './locations.ts';
import { Integers } from './integers.ts';
import { letGo } from './let-go.ts';
import { openStore } from './open-store.ts';
import { flagDuplicate, kindBad, kindBlob, kindCommit, kindTag, kindTree } from './store.ts';
import type { ObjectStore } from './store.ts';

/** Work that is shared out: whoever is free takes the next batch. All of it lies in shared memory. */
export interface WorkList {
  /** Whole objects; with each go all deltas that stand on it. */
  readonly roots: Int32Array;
  /** Where each batch of roots ends. */
  readonly ends: Int32Array;
  /** One number: the next batch to take. */
  readonly next: Int32Array;
}

/** A walk over all objects of a repository, to be shared by threads: send it with `postMessage`. */
export interface WalkPlan {
  readonly store: ObjectStore;
  /** Blobs, commits and tags. */
  readonly content: WorkList;
  readonly trees: WorkList;
  /** Objects that cannot be read by this reader: their numbers. */
  readonly unreadable: readonly number[];
  /** Distinct objects in all, trees included. */
  readonly objects: number;
  /** Larger objects are not read. */
  readonly maxBytes: number;
}

/** Objects larger than this are a problem `too-large`. */
export const defaultMaxBytes = 512 * 1024 * 1024;

const batches = 400;

/**
 * Plans a walk over everything in the object database, reachable or not: reads indexes and object headers, inflates
 * nothing. Throws {@link UnsupportedStorage} where only git itself can read.
 */
export function planWalk(
  repository: Repository,
  options: { maxBytes?: number; held?: HeldObjects } = {},
): WalkPlan {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const store = openStore(repository, maxBytes, options.held);
  const weights = subtreeWeights(store);
  const unreadable: number[] = [];
  let objects = 0;
  for (let number = 0; number < store.count; number++) {
    if (store.kinds[number] === 0 || ((store.flags[number] ?? 0) & flagDuplicate) !== 0) continue;
    objects++;
    if (store.kinds[number] === kindBad) unreadable.push(number);
  }
  const isContent = (kind: number): boolean => kind === kindBlob || kind === kindCommit || kind === kindTag;
  const content = shareOut(store, weights, isContent);
  const trees = shareOut(store, weights, (kind) => kind === kindTree);
  letGo(weights.buffer);
  return { store, content, trees, unreadable, objects, maxBytes };
}

/** Large trees of deltas first, one by one; the rest in batches, in the order of the packs. */
function shareOut(store: ObjectStore, weights: Float64Array, wanted: (kind: number) => boolean): WorkList {
  const roots = new Integers();
  let total = 0;
  for (let number = 0; number < store.count; number++)
    if (wanted(store.kinds[number] ?? 0) && store.bases[number] === -1) {
      roots.push(number);
      total += weights[number] ?? 0;
    }
  const share = total / batches;
  const large: number[] = [];
  for (let i = 0; i < roots.length; i++) {
    const number = roots.get(i);
    if ((weights[number] ?? 0) > share) large.push(number);
  }
  large.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const ordered = new Int32Array(new SharedArrayBuffer(roots.length * 4));
  const ends: number[] = [];
  let filled = 0;
  for (const number of large) {
    ordered[filled++] = number;
    ends.push(filled);
  }
  let sum = 0;
  for (let i = 0; i < roots.length; i++) {
    const number = roots.get(i);
    const weight = weights[number] ?? 0;
    if (weight > share) continue;
    ordered[filled++] = number;
    sum += weight;
    if (sum < share) continue;
    ends.push(filled);
    sum = 0;
  }
  if (filled > (ends.at(-1) ?? 0)) ends.push(filled);
  const sharedEnds = new Int32Array(new SharedArrayBuffer(ends.length * 4));
  sharedEnds.set(ends);
  return { roots: ordered, ends: sharedEnds, next: new Int32Array(new SharedArrayBuffer(4)) };
}

/** The next batch of a list, as a range of its roots; undefined when all have been taken. */
export function takeBatch(list: WorkList): { readonly start: number; readonly end: number } | undefined {
  const batch = Atomics.add(list.next, 0, 1);
  if (batch >= list.ends.length) return undefined;
  return { start: batch === 0 ? 0 : (list.ends[batch - 1] ?? 0), end: list.ends[batch] ?? 0 };
}
