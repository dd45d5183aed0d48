import { contentNumbers, idsOf, neededFor, numbersOf, setBit } from '../git/index.ts';
import type { WalkPlan } from '../git/index.ts';
import type { ContentPart } from './walk.ts';

/** `content`: which objects were looked at, for a repacked repository too; `history`: a {@link Snapshot}. */
export type Remembrance = 'content' | 'history';

/** Where a scan of the history keeps what it learnt. What `load` gives must be what `save` was given, or undefined. */
export interface ScanMemory {
  /** A repository of fewer objects is read in less time than what was learnt of it. Default 2,000. */
  readonly fewest?: number;
  load(what: Remembrance): Promise<Uint8Array | undefined>;
  save(what: Remembrance, bytes: Uint8Array): Promise<void>;
}

/** What is known of a repository's content from the last scan, for the threads. By object number. */
export interface KnownContent {
  /** A bit for each blob, commit and tag that was looked at. */
  readonly known: Uint8Array;
  /** A bit for each object that must be rebuilt all the same. */
  readonly needed: Uint8Array;
  /** As in {@link ContentPart}. */
  readonly wanted: Int32Array;
  readonly encodings: readonly (readonly string[])[];
}

/** The same, with what the scan itself needs. */
export interface Remembered extends KnownContent {
  /** Numbers of commits and tags whose message has candidates. */
  readonly messages: readonly number[];
  readonly blobs: number;
  /** Bytes of the blobs together, and of each: number, size. */
  readonly bytes: number;
  readonly sizes: Int32Array;
  /** Whether all that the repository has is known. */
  readonly complete: boolean;
}

const magic = 0x554e4c31;
const headWords = 8;

interface Head {
  readonly version: string;
  readonly encodings: readonly (readonly string[])[];
}

/**
 * Reads what {@link toBytes} wrote: places of candidates by object id, so that repacking changes nothing; no value and
 * no verdict. Undefined when it is not about these detectors, or is no such file.
 * @param version - of the program and its engine
 */
export function remembered(bytes: Uint8Array, plan: WalkPlan, version: string): Remembered | undefined {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  if (buffer.byteLength < headWords * 4) return undefined;
  const words = new Uint32Array(buffer, 0, headWords);
  const [mark, hashBytes = 0, count = 0, wantedLength = 0, messageCount = 0, headLength = 0] = words;
  const total = headWords * 4 + headLength + count * (hashBytes + 4) + (wantedLength + messageCount) * 4;
  if (mark !== magic || hashBytes !== plan.store.hashBytes || total !== buffer.byteLength) return undefined;
  let at = headWords * 4;
  const head = JSON.parse(Buffer.from(buffer, at, headLength).toString('utf8')) as Head;
  if (head.version !== version) return undefined;
  at += headLength;
  const numbers = numbersOf(plan, new Uint8Array(buffer, at, count * hashBytes));
  at += count * hashBytes;
  const sizeOf = new Int32Array(buffer, at, count);
  at += count * 4;
  const stored = new Int32Array(buffer, at, wantedLength);
  at += wantedLength * 4;
  const known = new Uint8Array(new SharedArrayBuffer((plan.store.count >> 3) + 1));
  const sizes: number[] = [];
  let sum = 0;
  let there = 0;
  for (const [i, number] of numbers.entries()) {
    if (number === -1) continue;
    there++;
    setBit(known, number);
    const size = sizeOf[i] ?? -1;
    if (size === -1) continue;
    sizes.push(number, size);
    sum += size;
  }
  const wanted: number[] = [];
  for (let i = 0; i < stored.length;) {
    const number = numbers[stored[i] ?? -1] ?? -1;
    const length = 2 + (stored[i + 1] ?? 0) * 4;
    if (number !== -1) {
      wanted.push(number);
      for (let k = i + 1; k < i + length; k++) wanted.push(stored[k] ?? 0);
    }
    i += length;
  }
  return {
    known,
    needed: neededFor(plan, known),
    wanted: Int32Array.from(wanted),
    encodings: head.encodings,
    messages: [...new Uint32Array(buffer, at, messageCount)]
      .map((index) => numbers[index] ?? -1)
      .filter((number) => number !== -1),
    blobs: sizes.length / 2,
    bytes: sum,
    sizes: Int32Array.from(sizes),
    complete: there === contentNumbers(plan, []).length,
  };
}

/** What was learnt, with what was known before. */
export function toBytes(
  plan: WalkPlan,
  parts: readonly ContentPart[],
  before: Remembered | undefined,
  version: string,
): Uint8Array {
  const numbers = contentNumbers(
    plan,
    parts.flatMap(({ part }) => part.unreadable),
  );
  const indexOf = new Int32Array(plan.store.count).fill(-1);
  for (const [i, number] of numbers.entries()) indexOf[number] = i;
  const sizes = new Int32Array(numbers.length).fill(-1);
  const encodings: (readonly string[])[] = [];
  const encodingNumbers = new Map<string, number>();
  const wanted: number[] = [];
  const messages: number[] = [];
  const sources = before === undefined ? parts : [before, ...parts];
  for (const source of sources) {
    for (let i = 0; i < source.sizes.length; i += 2) {
      const index = indexOf[source.sizes[i] ?? -1] ?? -1;
      if (index !== -1) sizes[index] = source.sizes[i + 1] ?? 0;
    }
    for (const number of source.messages) {
      const index = indexOf[number] ?? -1;
      if (index !== -1) messages.push(index);
    }
    const renumbered = source.encodings.map((decoded) => {
      const key = decoded.join('+');
      const number = encodingNumbers.get(key) ?? encodings.push(decoded) - 1;
      encodingNumbers.set(key, number);
      return number;
    });
    for (let i = 0; i < source.wanted.length;) {
      const length = 2 + (source.wanted[i + 1] ?? 0) * 4;
      const index = indexOf[source.wanted[i] ?? -1] ?? -1;
      if (index !== -1) {
        wanted.push(index, source.wanted[i + 1] ?? 0);
        for (let k = i + 2; k < i + length; k += 4)
          wanted.push(
            source.wanted[k] ?? 0,
            source.wanted[k + 1] ?? 0,
            source.wanted[k + 2] ?? 0,
            renumbered[source.wanted[k + 3] ?? 0] ?? 0,
          );
      }
      i += length;
    }
  }
  let head = JSON.stringify({ version, encodings } satisfies Head);
  // Every array begins where its elements may.
  head = head.padEnd(Math.ceil(Buffer.byteLength(head) / 4) * 4);
  return Buffer.concat(
    [
      Uint32Array.of(magic, plan.store.hashBytes, numbers.length, wanted.length, messages.length, Buffer.byteLength(head), 0, 0), // prettier-ignore
      Buffer.from(head),
      idsOf(plan, numbers),
      sizes,
      Int32Array.from(wanted),
      Uint32Array.from(messages),
    ].map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
  );
}
