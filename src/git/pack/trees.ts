import { hasBit, setBit } from './bits.ts';
import type { Delta } from './delta.ts';
import { Integers } from './integers.ts';
import { NameTable } from './names.ts';
import type { WalkPlan } from './plan.ts';
import { findObject, findOid } from './store.ts';
import type { ObjectStore } from './store.ts';
import { walkBatches } from './walk.ts';
import { Walker } from './walker.ts';

/** Which blobs matter. Lies in shared memory. */
export interface WantedBlobs {
  /** A bit for each value of an id's first 20 bits: most blobs are told from it alone. */
  readonly prefixes: Uint8Array;
  /** A bit for each object number. */
  readonly numbers: Uint8Array;
}

export function wantBlobs(store: ObjectStore, oids: Iterable<string>): WantedBlobs {
  const prefixes = new Uint8Array(new SharedArrayBuffer(2 ** 17));
  const numbers = new Uint8Array(new SharedArrayBuffer((store.count >> 3) + 1));
  for (const oid of oids) {
    const number = findOid(store, oid);
    if (number === -1) continue;
    setBit(prefixes, Number.parseInt(oid.slice(0, 5), 16));
    setBit(numbers, number);
  }
  return { prefixes, numbers };
}

/**
 * Trees as deltas of entries; what one thread read. `records` holds for each tree: its number, its base's (-1 for a
 * whole one), how many runs of entries it has from its base, how many new entries are noted; then the runs (index in the
 * base, length, index here) and the new entries (index here, object number, name's number). Of the new entries only
 * folders and wanted blobs are noted.
 */
export interface TreePart {
  readonly records: Int32Array;
  readonly names: readonly string[];
  /** Trees that the store does not have (a partial clone, or damage), up to a limit. */
  readonly missing: readonly string[];
  readonly unreadable: readonly number[];
}

const maxMissing = 100_000;

/** Walks batches of trees until none is left. Any number of threads may do so with one plan. */
export function walkTrees(plan: WalkPlan, wanted: WantedBlobs): TreePart {
  const walker = new Walker(plan.store, plan.maxBytes);
  const reader = new TreeReader(plan.store, wanted);
  const unreadable: number[] = [];
  try {
    walkBatches(plan.trees, (root) => walker.walk(root, reader.visit, (number) => unreadable.push(number)));
  } finally {
    walker.end();
  }
  return {
    records: reader.records.finish(),
    names: reader.names.finish(),
    missing: [...reader.missing],
    unreadable,
  };
}

/** A tree whose entries are known: where each starts, and where the last one ends. */
interface KnownTree {
  readonly number: number;
  readonly starts: Int32Array;
}

class TreeReader {
  readonly #store: ObjectStore;
  readonly #wanted: WantedBlobs;
  readonly records = new Integers();
  readonly names = new NameTable();
  readonly missing = new Set<string>();
  #starts = new Int32Array(256);
  readonly #runs = new Integers();
  readonly #added = new Integers();

  constructor(store: ObjectStore, wanted: WantedBlobs) {
    this.#store = store;
    this.#wanted = wanted;
  }

  /**
   * Steps from entry to entry. Where an entry and those behind it were copied whole from entries of the base, they are
   * stepped over at once; any other entry is read.
   */
  readonly visit = (
    number: number,
    bytes: Buffer,
    start: number,
    end: number,
    delta: Delta | undefined,
    base: KnownTree | undefined,
  ): KnownTree => {
    const runs = this.#runs;
    runs.length = 0;
    this.#added.length = 0;
    const size = end - start;
    let starts = this.#starts;
    let count = 0;
    let at = 0;
    // The copy that `at` may lie in, and the entry of the base to go on with.
    let copy = 0;
    let entry = 0;
    const copied = delta?.copied;
    const copiedLength = delta === undefined ? 0 : delta.copiedLength;
    while (at < size) {
      if (copied !== undefined && base !== undefined) {
        while (copy < copiedLength && (copied[copy] ?? 0) + (copied[copy + 2] ?? 0) <= at) copy += 3;
        if (copy < copiedLength && (copied[copy] ?? 0) <= at) {
          const shift = (copied[copy + 1] ?? 0) - (copied[copy] ?? 0);
          const limit = (copied[copy + 1] ?? 0) + (copied[copy + 2] ?? 0);
          const known = base.starts;
          entry = seek(known, at + shift, entry);
          if (known[entry] === at + shift && (known[entry + 1] ?? Infinity) <= limit) {
            const first = entry;
            const firstHere = count;
            do {
              if (count === starts.length) starts = this.#growStarts();
              starts[count++] = (known[entry++] ?? 0) - shift;
            } while ((known[entry + 1] ?? Infinity) <= limit);
            at = (known[entry] ?? 0) - shift;
            runs.push(first);
            runs.push(entry - first);
            runs.push(firstHere);
            continue;
          }
        }
      }
      const next = this.#readEntry(bytes, start + at, end, count);
      if (next === -1) break;
      if (count === starts.length) starts = this.#growStarts();
      starts[count++] = at;
      at = next - start;
    }
    this.#record(number, base?.number ?? -1);
    const result = new Int32Array(count + 1);
    result.set(starts.subarray(0, count));
    result[count] = at;
    return { number, starts: result };
  };

  #growStarts(): Int32Array<ArrayBuffer> {
    const next = new Int32Array(this.#starts.length * 2);
    next.set(this.#starts);
    this.#starts = next;
    return next;
  }

  /** Reads `<mode> <name>\0<id>`; gives where it ends, or -1 when it is no entry. */
  #readEntry(bytes: Buffer, start: number, end: number, index: number): number {
    const { hashBytes } = this.#store;
    let at = start;
    while (at < end && bytes[at] !== 0x20) at++;
    const name = at + 1;
    while (at < end && bytes[at] !== 0) at++;
    const oid = at + 1;
    if (oid + hashBytes > end) return -1;
    const mode = bytes[start];
    let object = -1;
    if (mode === 0x34) {
      object = findObject(this.#store, bytes, oid);
      if (object === -1 && this.missing.size < maxMissing)
        this.missing.add(bytes.toString('hex', oid, oid + hashBytes));
    } else {
      const prefix = ((bytes[oid] ?? 0) << 12) | ((bytes[oid + 1] ?? 0) << 4) | ((bytes[oid + 2] ?? 0) >> 4);
      if (hasBit(this.#wanted.prefixes, prefix)) {
        object = findObject(this.#store, bytes, oid);
        if (object !== -1 && !hasBit(this.#wanted.numbers, object)) object = -1;
      }
    }
    if (object !== -1) {
      this.#added.push(index);
      this.#added.push(object);
      this.#added.push(this.names.add(bytes, name, oid - 1));
    }
    return oid + hashBytes;
  }

  #record(number: number, base: number): void {
    const records = this.records;
    records.push(number);
    records.push(base);
    records.push(this.#runs.length / 3);
    records.push(this.#added.length / 3);
    for (let i = 0; i < this.#runs.length; i++) records.push(this.#runs.get(i));
    for (let i = 0; i < this.#added.length; i++) records.push(this.#added.get(i));
  }
}

/** The first entry at or behind an offset, looked for from `from` on, or from the start when that is too far. */
function seek(starts: Int32Array, offset: number, from: number): number {
  let low = (starts[from] ?? Infinity) <= offset ? from : 0;
  // Mostly it is near.
  for (let i = 0; i < 8; i++) {
    if ((starts[low] ?? Infinity) >= offset) return low;
    low++;
  }
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
