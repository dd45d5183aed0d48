import { hasBit, setBit } from './bits.ts';
import type { WalkPlan } from './plan.ts';
import { findObject, flagDuplicate, kindBlob, kindCommit, kindTag } from './store.ts';

/** The numbers of objects, by their ids one behind the other; -1 for what the repository does not have (any more). */
export function numbersOf({ store }: WalkPlan, ids: Uint8Array): Int32Array {
  const numbers = new Int32Array(Math.floor(ids.length / store.hashBytes));
  for (let i = 0; i < numbers.length; i++) numbers[i] = findObject(store, ids, i * store.hashBytes);
  return numbers;
}

/** Numbers of the blobs, commits and tags that can be read. */
export function contentNumbers(
  { store, unreadable }: WalkPlan,
  alsoUnreadable: readonly number[],
): Int32Array {
  const bad = new Set([...unreadable, ...alsoUnreadable]);
  const numbers: number[] = [];
  for (let number = 0; number < store.count; number++) {
    const kind = store.kinds[number];
    if (kind !== kindBlob && kind !== kindCommit && kind !== kindTag) continue;
    if (((store.flags[number] ?? 0) & flagDuplicate) === 0 && !bad.has(number)) numbers.push(number);
  }
  return Int32Array.from(numbers);
}

/** Ids of objects, one behind the other. */
export function idsOf({ store }: WalkPlan, numbers: Int32Array): Uint8Array {
  const ids = new Uint8Array(numbers.length * store.hashBytes);
  for (const [i, number] of numbers.entries()) {
    const at = (store.rowOfNumber[number] ?? 0) * store.hashBytes;
    ids.set(store.oids.subarray(at, at + store.hashBytes), i * store.hashBytes);
  }
  return ids;
}

/**
 * What a walk must still rebuild when some blobs are known: the other blobs, all commits and tags, and what they stand
 * on. A bit for each object number, in shared memory.
 */
export function neededFor({ store }: WalkPlan, known: Uint8Array): Uint8Array {
  const needed = new Uint8Array(new SharedArrayBuffer((store.count >> 3) + 1));
  for (let number = 0; number < store.count; number++) {
    const kind = store.kinds[number];
    const wanted = kind === kindCommit || kind === kindTag || (kind === kindBlob && !hasBit(known, number));
    if (!wanted) continue;
    for (let at = number; at !== -1 && !hasBit(needed, at); at = store.bases[at] ?? -1) setBit(needed, at);
  }
  return needed;
}
