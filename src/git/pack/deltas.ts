import { letGo } from './let-go.ts';
import { flagEndless, kindBad } from './store.ts';
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

/** While its chain is followed, an object has this kind. */
const followed = 14;

/** A delta's kind is that of what it stands on. A chain without an end (a cycle) is bad. */
function resolveKinds({ count, bases, kinds, flags }: ObjectStore): void {
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
      kinds[at] = followed;
      at = bases[at] ?? -1;
    }
    const end = kinds[at] ?? kindBad;
    const endless = end === followed || ((flags[at] ?? 0) & flagEndless) !== 0;
    for (const one of chain) {
      kinds[one] = endless ? kindBad : end;
      if (endless) flags[one] = (flags[one] ?? 0) | flagEndless;
    }
    chain.length = 0;
  }
}

/**
 * Moves the child with the most compressed bytes below it to the end of its list. The walk lets go of a base when it
 * goes down to the last child, so that at most log2(objects) of them are held at a time.
 */
function heaviestLast(store: ObjectStore): void {
  const { count, children, siblings } = store;
  const weights = subtreeWeights(store);
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
  letGo(weights.buffer);
}

/** Compressed bytes of each object and of all that stands on it. */
export function subtreeWeights(
  store: Pick<ObjectStore, 'count' | 'bases' | 'offsets' | 'children' | 'siblings'>,
): Float64Array {
  const { count, bases, offsets } = store;
  const weights = new Float64Array(count);
  // Mostly a base comes before its deltas; where one does not, bases first has to be worked out.
  const order = bases.some((base, number) => base > number) ? basesFirst(store) : undefined;
  for (let i = count - 1; i >= 0; i--) {
    const number = order === undefined ? i : (order[i] ?? 0);
    const own = (offsets[number + 1] ?? 0) - (offsets[number] ?? 0);
    const weight = (weights[number] ?? 0) + Math.max(16, own);
    weights[number] = weight;
    const base = bases[number] ?? -1;
    if (base !== -1) weights[base] = (weights[base] ?? 0) + weight;
  }
  return weights;
}

/** All objects, each behind its base. Those of a cycle, which nobody walks, come last in any order. */
function basesFirst({
  count,
  bases,
  children,
  siblings,
}: Pick<ObjectStore, 'count' | 'bases' | 'children' | 'siblings'>): Int32Array {
  const order = new Int32Array(count);
  let filled = 0;
  for (let number = 0; number < count; number++) if (bases[number] === -1) order[filled++] = number;
  for (let i = 0; i < filled; i++)
    for (let child = children[order[i] ?? 0] ?? -1; child !== -1; child = siblings[child] ?? -1)
      order[filled++] = child;
  return order;
}
