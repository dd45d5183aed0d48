import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import type { Repository } from '../repository.ts';
import { linkDeltas } from './deltas.ts';
import { letGo } from './let-go.ts';
import { heldObjects } from './locations.ts';
import type { HeldObjects } from './locations.ts';
import { PackIndex, UnsupportedStorage } from './pack-index.ts';
import { readPackHeaders } from './pack-headers.ts';
import {
  flagDuplicate,
  flagTooLarge,
  kindBad,
  kindBlob,
  kindCommit,
  kindTag,
  kindTree,
  maxPacks,
} from './store.ts';
import type { ObjectStore } from './store.ts';

/**
 * Reads every pack index and every object's header.
 * @param maxBytes - larger objects are flagged; their content is never read
 * @param held - only the objects in these files
 * Throws {@link UnsupportedStorage} when git may read what this reader cannot.
 */
export function openStore(
  repository: Repository,
  maxBytes: number,
  { packs: names, folders, held: loose }: HeldObjects = heldObjects(repository),
): ObjectStore {
  const hashBytes = repository.objectFormat === 'sha256' ? 32 : 20;
  if (names.length > maxPacks) throw new UnsupportedStorage('too many packs');
  const indexes: PackIndex[] = [];
  try {
    for (const name of names) indexes.push(new PackIndex(`${name}.idx`, hashBytes));
    const rows = sum(indexes.map((index) => index.count)) + sum(loose.map((ids) => ids.length));
    const store = allocate(rows, names, folders, sum(indexes.map((index) => index.count + 1)), hashBytes);
    numberPacked(store, indexes);
    numberLoose(store, loose);
    sortRows(store);
    markDuplicates(store);
    for (const [pack] of names.entries()) readPackHeaders(store, pack);
    readLooseHeaders(store);
    for (let i = 0; i < store.count; i++)
      if ((store.sizes[i] ?? 0) > maxBytes) store.flags[i] = (store.flags[i] ?? 0) | flagTooLarge;
    linkDeltas(store);
    return store;
  } finally {
    for (const index of indexes) index.close();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function allocate(
  rows: number,
  names: readonly string[],
  looseFolders: readonly string[],
  firstLoose: number,
  hashBytes: number,
): ObjectStore {
  const count = rows + names.length;
  if (count >= 2 ** 31) throw new UnsupportedStorage('too many objects');
  const bits = Math.min(24, Math.max(1, Math.ceil(Math.log2(rows + 1))));
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return {
    hashBytes,
    packs: names.map((name) => `${name}.pack`),
    firsts: [],
    looseFolders,
    firstLoose,
    count,
    oids: new Uint8Array(shared(rows * hashBytes)),
    rowOfNumber: new Uint32Array(shared(count * 4)),
    numberOfRow: new Uint32Array(shared(rows * 4)),
    sortedRows: new Uint32Array(shared(rows * 4)),
    buckets: new Uint32Array(shared((2 ** bits + 1) * 4)),
    bucketShift: 32 - bits,
    offsets: new Float64Array(shared(count * 8)),
    packOf: new Uint16Array(shared(count * 2)),
    kinds: new Uint8Array(shared(count)),
    flags: new Uint8Array(shared(count)),
    headers: new Uint8Array(shared(count)),
    sizes: new Uint32Array(shared(count * 4)),
    bases: new Int32Array(shared(count * 4)).fill(-1),
    children: new Int32Array(shared(count * 4)).fill(-1),
    siblings: new Int32Array(shared(count * 4)).fill(-1),
  };
}

function numberPacked(store: ObjectStore, indexes: readonly PackIndex[]): void {
  const firsts = store.firsts as number[];
  let number = 0;
  let row = 0;
  for (const [pack, index] of indexes.entries()) {
    const { count } = index;
    firsts.push(number);
    index.readIds(store.oids.subarray(row * store.hashBytes));
    const offsets = index.readOffsets();
    const order = orderByOffset(offsets);
    for (let i = 0; i < count; i++) {
      const at = order[i] ?? 0;
      store.rowOfNumber[number + i] = row + at;
      store.numberOfRow[row + at] = number + i;
      store.offsets[number + i] = offsets[at] ?? -1;
    }
    letGo(order.buffer);
    letGo(offsets.buffer);
    store.packOf.fill(pack, number, number + count + 1);
    store.offsets[number + count] = statSync(store.packs[pack] ?? '').size - store.hashBytes;
    number += count + 1;
    row += count;
  }
}

const digit = 11;
const digitMask = 2 ** digit - 1;

/** Positions in the order of their offsets (radix sort; a comparing sort of a million takes ten times as long). */
function orderByOffset(offsets: Float64Array): Uint32Array {
  const { length } = offsets;
  let order = new Uint32Array(length);
  let next = new Uint32Array(length);
  const keys = new Uint32Array(length);
  let max = 0;
  for (let i = 0; i < length; i++) {
    order[i] = i;
    max = Math.max(max, offsets[i] ?? 0);
  }
  for (let scale = 1; scale <= max; scale *= 2 ** 32) {
    for (let i = 0; i < length; i++) keys[i] = Math.floor(Math.max(0, offsets[i] ?? 0) / scale) % 2 ** 32;
    for (let shift = 0; shift < 32 && scale * 2 ** shift <= max; shift += digit) {
      const starts = new Uint32Array(2 ** digit + 1);
      for (let i = 0; i < length; i++) {
        const key = (((keys[i] ?? 0) >>> shift) & digitMask) + 1;
        starts[key] = (starts[key] ?? 0) + 1;
      }
      for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
      for (let i = 0; i < length; i++) {
        const position = order[i] ?? 0;
        const key = ((keys[position] ?? 0) >>> shift) & digitMask;
        const at = starts[key] ?? 0;
        starts[key] = at + 1;
        next[at] = position;
      }
      [order, next] = [next, order];
    }
  }
  letGo(next.buffer);
  letGo(keys.buffer);
  return order;
}

function numberLoose(store: ObjectStore, loose: readonly (readonly string[])[]): void {
  let number = store.firstLoose;
  let row = number - store.packs.length;
  for (const [folder, ids] of loose.entries())
    for (const id of ids) {
      store.oids.set(Buffer.from(id, 'hex'), row * store.hashBytes);
      store.rowOfNumber[number] = row;
      store.numberOfRow[row] = number;
      store.offsets[number] = folder;
      number++;
      row++;
    }
}

/** Counting sort by the first bits of the id; rows come in ascending number order within a bucket. */
function sortRows(store: ObjectStore): void {
  const { oids, hashBytes, buckets, bucketShift, sortedRows } = store;
  const rows = sortedRows.length;
  const keyOf = (row: number): number => {
    const at = row * hashBytes;
    const prefix =
      (((oids[at] ?? 0) << 24) | ((oids[at + 1] ?? 0) << 16) | ((oids[at + 2] ?? 0) << 8) | (oids[at + 3] ?? 0)) >>> 0;
    return prefix >>> bucketShift;
  }; // prettier-ignore
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row) + 1;
    buckets[key] = (buckets[key] ?? 0) + 1;
  }
  for (let i = 1; i < buckets.length; i++) buckets[i] = (buckets[i] ?? 0) + (buckets[i - 1] ?? 0);
  // From the last row down, so that what stands at a bucket's start when all are placed is its start.
  for (let row = rows - 1; row >= 0; row--) {
    const key = keyOf(row) + 1;
    const at = (buckets[key] ?? 0) - 1;
    buckets[key] = at;
    sortedRows[at] = row;
  }
  for (let i = 0; i + 1 < buckets.length; i++) buckets[i] = buckets[i + 1] ?? 0;
  buckets[buckets.length - 1] = rows;
}

/** The first of several equal ids counts; the others remain as bases of their packs. */
function markDuplicates(store: ObjectStore): void {
  const { oids, hashBytes, sortedRows, buckets } = store;
  const same = (a: number, b: number): boolean => {
    for (let k = 0; k < hashBytes; k++) if (oids[a * hashBytes + k] !== oids[b * hashBytes + k]) return false;
    return true;
  };
  for (let bucket = 0; bucket + 1 < buckets.length; bucket++) {
    const end = buckets[bucket + 1] ?? 0;
    for (let i = buckets[bucket] ?? 0; i < end; i++)
      for (let k = i + 1; k < end; k++) {
        const other = sortedRows[k] ?? 0;
        const number = store.numberOfRow[other] ?? 0;
        if (((store.flags[number] ?? 0) & flagDuplicate) === 0 && same(sortedRows[i] ?? 0, other))
          store.flags[number] = (store.flags[number] ?? 0) | flagDuplicate;
      }
  }
} // prettier-ignore

const kindNames: Record<string, number> = {
  commit: kindCommit,
  tree: kindTree,
  blob: kindBlob,
  tag: kindTag,
};

/** Path of a loose object. */
function loosePath(store: ObjectStore, number: number): string {
  const at = (store.rowOfNumber[number] ?? 0) * store.hashBytes;
  const id = Buffer.from(store.oids.subarray(at, at + store.hashBytes)).toString('hex');
  return join(store.looseFolders[store.offsets[number] ?? 0] ?? '', id.slice(0, 2), id.slice(2));
}

/** Loose objects start with `blob 123\0` inside their zlib stream. */
function readLooseHeaders(store: ObjectStore): void {
  const start = Buffer.alloc(512);
  for (let number = store.firstLoose; number < store.count; number++) {
    store.kinds[number] = kindBad;
    try {
      const file = openSync(loosePath(store, number), 'r');
      let length: number;
      try {
        length = readSync(file, start, 0, start.length, 0);
      } finally {
        closeSync(file);
      }
      const text = zlib
        .inflateSync(start.subarray(0, length), { finishFlush: zlib.constants.Z_SYNC_FLUSH })
        .subarray(0, 32);
      const end = text.indexOf(0);
      const [, kind = '', size = ''] =
        /^(commit|tree|blob|tag) (\d{1,15})$/.exec(text.toString('latin1', 0, Math.max(0, end))) ?? [];
      const known = kindNames[kind];
      if (known === undefined) continue;
      store.kinds[number] = known;
      store.headers[number] = end + 1;
      store.sizes[number] = Math.min(Number(size), 0xffffffff);
    } catch {
      // Stays bad: it is reported when the walk comes to it.
    }
  }
}

/** The whole file of a loose object. */
export function readLoose(store: ObjectStore, number: number): Buffer {
  return readFileSync(loosePath(store, number));
}
