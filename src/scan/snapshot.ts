import type { StoreState } from '../git/index.ts';
import type { CleanNames } from './names.ts';

/**
 * What the last scan of a history knew, so that only what is new has to be read: which files held the objects, the graph
 * of the commits, and places. A value stands in it nowhere, nor what was thought of it: each scan judges again at one of
 * a value's places.
 */
export interface Snapshot {
  readonly head: SnapshotHead;
  /** The graph of the commits, as in `GraphArrays`. */
  readonly parentEnds: Int32Array;
  readonly parents: Int32Array;
  /** For each pair of a blob and a path: the path's number (-1: none), how many commits brought and removed it, these commits. */
  readonly pairs: Int32Array;
  /**
   * For each value: its detector, the pair in which it is judged again, start, end and encoding there, how many places;
   * then each one's pair, line, column, end line, end column, encoding, address (numbers of texts; -1: none).
   */
  readonly values: Int32Array;
  /** Candidates of the blobs in which values are judged: the pair, how many; then each one's detector, start, end, encoding. */
  readonly candidates: Int32Array;
  /** Ids of the commits, of the pairs' blobs, and, sorted, of all blobs that have candidates. */
  readonly commits: Uint8Array;
  readonly blobs: Uint8Array;
  readonly wanted: Uint8Array;
}

export interface SnapshotHead {
  /** Of the program, its detectors and the configuration. */
  readonly version: string;
  readonly hashBytes: number;
  readonly store: StoreState;
  readonly counted: { readonly commits: number; readonly blobs: number; readonly bytes: number };
  /** The refs' names that hold no value. */
  readonly names: CleanNames | undefined;
  readonly paths: readonly string[];
  readonly addresses: readonly string[];
  readonly encodings: readonly (readonly string[])[];
  /** Commits and tags whose message holds a value. */
  readonly messages: readonly string[];
  /** The commits that first held a value: their authors are read again. */
  readonly firsts: readonly string[];
  /** What the objects of refs that are no commits lead to. */
  readonly peeled: readonly (readonly [tag: string, object: string])[];
}

const magic = 0x554e4c33;
const integers = ['parentEnds', 'parents', 'pairs', 'values', 'candidates'] as const;
const ids = ['commits', 'blobs', 'wanted'] as const;
const headWords = 2 + integers.length + ids.length;

/** Numbers first, so that each array starts where its elements may. */
export function snapshotBytes(snapshot: Snapshot): Uint8Array {
  let head = JSON.stringify(snapshot.head);
  head = head.padEnd(Math.ceil(Buffer.byteLength(head) / 4) * 4 - Buffer.byteLength(head) + head.length);
  const parts = [...integers, ...ids].map((name) => snapshot[name]);
  const words = Uint32Array.of(magic, Buffer.byteLength(head), ...parts.map(({ length }) => length));
  return Buffer.concat(
    [words, Buffer.from(head), ...parts].map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
  );
} // prettier-ignore

/** Reads what {@link snapshotBytes} wrote; undefined when it is of another version, or is no such file. */
export function readSnapshot(file: Uint8Array, version: string): Snapshot | undefined {
  const bytes = file.byteOffset % 4 === 0 ? file : Uint8Array.from(file);
  if (bytes.length < headWords * 4) return undefined;
  const [mark, headLength = 0, ...lengths] = new Uint32Array(bytes.buffer, bytes.byteOffset, headWords);
  let at = headWords * 4 + headLength;
  const total = lengths.reduce((sum, length, i) => sum + (i < integers.length ? length * 4 : length), at);
  if (mark !== magic || total !== bytes.length) return undefined;
  const head = JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset + headWords * 4, headLength).toString('utf8'),
  ) as SnapshotHead;
  if (head.version !== version) return undefined;
  const read = <Part>(i: number, size: number, part: new (buffer: ArrayBufferLike, start: number, length: number) => Part): Part => {
    const length = lengths[i] ?? 0;
    const array = new part(bytes.buffer, bytes.byteOffset + at, length);
    at += length * size;
    return array;
  };
  return {
    head,
    parentEnds: read(0, 4, Int32Array),
    parents: read(1, 4, Int32Array),
    pairs: read(2, 4, Int32Array),
    values: read(3, 4, Int32Array),
    candidates: read(4, 4, Int32Array),
    commits: read(5, 1, Uint8Array),
    blobs: read(6, 1, Uint8Array),
    wanted: read(7, 1, Uint8Array),
  };
} // prettier-ignore
