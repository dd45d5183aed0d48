/** The largest number of packs that one byte pair can name. */
export const maxPacks = 65_535;

export const kindCommit = 1;
export const kindTree = 2;
export const kindBlob = 3;
export const kindTag = 4;
/** Unreadable header, base that does not exist, or a cycle of bases. */
export const kindBad = 15;

/** Set in {@link ObjectStore.flags}: the same object comes earlier, in another pack. It still serves as a base. */
export const flagDuplicate = 1;
/** Set in {@link ObjectStore.flags}: larger than the limit, by its own words. */
export const flagTooLarge = 2;
/** Set in {@link ObjectStore.flags}: its chain of bases runs in a circle. git itself never ends on one. */
export const flagEndless = 4;

/**
 * Everything known about the objects of a repository without inflating one. Objects are numbered: pack after pack, in
 * the order of their offsets, then loose ones. All arrays lie in shared memory, so that a worker thread gets the whole
 * store with a `postMessage` and copies nothing.
 *
 * Each pack's numbers end with one more that stands for the end of its objects (kind 0).
 */
export interface ObjectStore {
  readonly hashBytes: number;
  readonly packs: readonly string[];
  /** First number of each pack. */
  readonly firsts: readonly number[];
  /** Object folders that hold loose objects. */
  readonly looseFolders: readonly string[];
  /** Numbers from here on are loose objects. */
  readonly firstLoose: number;
  /** One more than the last number. */
  readonly count: number;
  /** Object ids, a row each. */
  readonly oids: Uint8Array;
  readonly rowOfNumber: Uint32Array;
  readonly numberOfRow: Uint32Array;
  /** Rows in the order of their ids' first bits, and where each value of these bits starts. */
  readonly sortedRows: Uint32Array;
  readonly buckets: Uint32Array;
  readonly bucketShift: number;
  /** Where the object's header starts in its pack; for a loose object the index of its folder. */
  readonly offsets: Float64Array;
  readonly packOf: Uint16Array;
  readonly kinds: Uint8Array;
  readonly flags: Uint8Array;
  /** Bytes before the zlib stream starts; for a loose object the bytes of its header within the stream. */
  readonly headers: Uint8Array;
  /** Inflated bytes: of the object, or of its delta. */
  readonly sizes: Uint32Array;
  /** The number of the object that this is a delta against; -1 for a whole object. */
  readonly bases: Int32Array;
  /** Objects that are deltas against this one: the first, and the next of the same base. The heaviest comes last. */
  readonly children: Int32Array;
  readonly siblings: Int32Array;
}

/** The object's id in hexadecimal. */
export function oidOf(store: ObjectStore, number: number): string {
  const at = (store.rowOfNumber[number] ?? 0) * store.hashBytes;
  return Buffer.from(store.oids.buffer, store.oids.byteOffset + at, store.hashBytes).toString('hex');
}

/** The number of the object with the id that stands in `bytes` at `at`; -1 if the store has none. */
export function findObject(store: ObjectStore, bytes: Uint8Array, at: number): number {
  const { hashBytes, oids, sortedRows, buckets } = store;
  const prefix =
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0;
  const bucket = prefix >>> store.bucketShift;
  const end = buckets[bucket + 1] ?? 0;
  for (let i = buckets[bucket] ?? 0; i < end; i++) {
    const row = sortedRows[i] ?? 0;
    const start = row * hashBytes;
    let k = 0;
    while (k < hashBytes && oids[start + k] === bytes[at + k]) k++;
    if (k === hashBytes) return store.numberOfRow[row] ?? -1;
  }
  return -1;
}

/** The number of the object with this id; -1 if the store has none. */
export function findOid(store: ObjectStore, oid: string): number {
  const bytes = Buffer.from(oid, 'hex');
  return bytes.length === store.hashBytes ? findObject(store, bytes, 0) : -1;
}
