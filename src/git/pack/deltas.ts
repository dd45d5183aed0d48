import { kindBad } from './store.ts';
import type { ObjectStore } from './store.ts';

const offsetDelta = 6;
const referenceDelta = 7;

/** Gives every delta the kind of its chain's end, and every base the list of its deltas. */
export function linkDeltas(store: ObjectStore): void {
  resolveKinds(store);
  const { count, bases, children, siblings } = store;
  for (let number = count - 1; number >= 0; number--) {
    const base = bases[number] ?? -1;
    if (base === -1) continue;
    siblings[number] = children[base] ?? -1;
    children[base] = number;
  }
  heaviestLast(store);
}

/** A delta's kind is that of what it stands on. A chain without an end (a cycle) is bad. */
function resolveKinds({ count, bases, kinds }: ObjectStore): void {
  const isDelta = (number: number): boolean => {
    const kind = kinds[number];
    return kind === offsetDelta || kind === referenceDelta;
  };
  const chain: number[] = [];
  for (let number = 0; number < count; number++) {
    if (!isDelta(number)) continue;
    let at = number;
    while (isDelta(at)) {
      chain.push(at);
      // Marked while its chain is followed, so that a cycle is seen.
      kinds[at] = kindBad;
      at = bases[at] ?? -1;
    }
    const kind = kinds[at] ?? kindBad;
    for (const one of chain) kinds[one] = kind;
    chain.length = 0;
  }
}

/**
 * Moves the child with the most compressed bytes below it to the end of its list. The walk lets go of a base when it
 * goes down to the last child, so that at most log2(objects) of them are held at a time.
 */
function heaviestLast({ count, bases, children, siblings, offsets }: ObjectStore): void {
  const weights = subtreeWeights({ count, bases, offsets });
  for (let number = 0; number < count; number++) {
    const first = children[number] ?? -1;
    if (first === -1 || siblings[first] === -1) continue;
    let heaviest = first;
    let beforeHeaviest = -1;
    let previous = -1;
    let last = first;
    for (let child = first; child !== -1; child = siblings[child] ?? -1) {
      if ((weights[child] ?? 0) > (weights[heaviest] ?? 0)) {
        heaviest = child;
        beforeHeaviest = previous;
      }
      previous = child;
      last = child;
    }
    if (heaviest === last) continue;
    if (beforeHeaviest === -1) children[number] = siblings[heaviest] ?? -1;
    else siblings[beforeHeaviest] = siblings[heaviest] ?? -1;
    siblings[last] = heaviest;
    siblings[heaviest] = -1;
  }
}

/**
 * Compressed bytes of each object and its deltas. Where a base comes behind its delta (a reference delta) the sum is
 * too small: good enough for what it is used for, sharing out work and bounding memory.
 */
export function subtreeWeights({
  count,
  bases,
  offsets,
}: Pick<ObjectStore, 'count' | 'bases' | 'offsets'>): Float64Array {
  const weights = new Float64Array(count);
  for (let number = count - 1; number >= 0; number--) {
    const own = (offsets[number + 1] ?? 0) - (offsets[number] ?? 0);
    const weight = (weights[number] ?? 0) + Math.max(16, own);
    weights[number] = weight;
    const base = bases[number] ?? -1;
    if (base !== -1) weights[base] = (weights[base] ?? 0) + weight;
  }
  return weights;
}
