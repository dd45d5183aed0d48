import { setImmediate } from 'node:timers/promises';
import { hasBit, setBit } from './bits.ts';
import type { WalkPlan } from './plan.ts';
import { findOid, oidOf } from './store.ts';
import { Walker } from './walker.ts';

/** Milliseconds after which the event loop gets its turn. */
const turn = 50;

/**
 * Reads given blobs in the order that the packs like best, each base once for all that stands on it. For many objects
 * this takes a fraction of what `git cat-file` takes when it is handed their ids. The bytes are good only during the call.
 * @returns the ids that could not be read: ask `readObjects` for them
 */
export async function readSelected(
  plan: WalkPlan,
  oids: Iterable<string>,
  visit: (oid: string, bytes: Buffer) => void,
  signal?: AbortSignal,
): Promise<string[]> {
  const { store } = plan;
  const wanted = new Uint8Array((store.count >> 3) + 1);
  const needed = new Uint8Array((store.count >> 3) + 1);
  const bad = new Set(plan.unreadable);
  const unreadable = new Set<string>();
  const roots = new Set<number>();
  for (const oid of oids) {
    const number = findOid(store, oid);
    if (number === -1 || bad.has(number)) {
      unreadable.add(oid);
      continue;
    }
    setBit(wanted, number);
    let at = number;
    for (; !hasBit(needed, at); at = store.bases[at] ?? -1) {
      setBit(needed, at);
      if (store.bases[at] === -1) {
        roots.add(at);
        break;
      }
    }
  }
  const walker = new Walker(store, plan.maxBytes);
  try {
    let last = performance.now();
    for (const root of [...roots].sort((a, b) => a - b)) {
      walker.walk(
        root,
        (number, bytes, start, end) => {
          if (hasBit(wanted, number)) visit(oidOf(store, number), bytes.subarray(start, end));
        },
        (number) => {
          if (hasBit(wanted, number)) unreadable.add(oidOf(store, number));
        },
        needed,
      );
      if (performance.now() - last < turn) continue;
      await setImmediate();
      signal?.throwIfAborted();
      last = performance.now();
    }
  } finally {
    walker.close();
  }
  return [...unreadable];
}
