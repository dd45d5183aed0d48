import type { Candidate, Engine, SeenStore } from '../engine/index.ts';
import { hasBit, walkContent } from '../git/index.ts';
import type { Delta, WalkPart, WalkPlan } from '../git/index.ts';
import type { KnownContent } from './memory.ts';
import { MessageBatch } from './message-batch.ts';
import { promising } from './promising.ts';

/** What one thread found in its share of the content. Plain data, so that it can be sent. */
export interface ContentPart {
  readonly part: WalkPart;
  /** For each blob worth judging: its number, how many candidates; then each one's detector, start, end, encoding. */
  readonly wanted: Int32Array;
  /** Numbers in `wanted` for how a value is wrapped. */
  readonly encodings: readonly (readonly string[])[];
  /** Numbers of commits and tags whose message has candidates. */
  readonly messages: readonly number[];
  readonly blobs: number;
  readonly commits: number;
  readonly bytes: number;
  /** Of each blob that was looked at: number, size in bytes. */
  readonly sizes: Int32Array;
}

const none: readonly Candidate[] = [];

/**
 * Walks batches of the content until none is left. Of a blob that is a delta only what is new in it is looked at; what
 * its base had in a copied range it has too, at another place.
 */
export function walkPart(
  engine: Engine,
  plan: WalkPlan,
  before?: KnownContent,
  seen?: SeenStore,
): ContentPart {
  const known = before === undefined ? undefined : new Map(wantedOf(before));
  const isKnown = (number: number): boolean => before !== undefined && hasBit(before.known, number);
  const sizes: number[] = [];
  const wanted: number[] = [];
  const encodings: (readonly string[])[] = [];
  const encodingNumbers = new Map<string, number>();
  let blobs = 0;
  let commits = 0;
  let bytesRead = 0;
  const numberOf = (decoded: readonly string[]): number => {
    const key = decoded.join('+');
    let number = encodingNumbers.get(key);
    if (number === undefined) {
      number = encodings.push(decoded) - 1;
      encodingNumbers.set(key, number);
    }
    return number;
  };
  const batch = new MessageBatch(engine);
  const message = (number: number, bytes: Buffer): void => {
    if (!isKnown(number)) batch.add(number, bytes);
  };
  const part = walkContent<readonly Candidate[]>(
    plan,
    {
      blob(number, bytes, delta, base) {
        if (isKnown(number)) return known?.get(number) ?? none;
        blobs++;
        sizes.push(number, bytes.length);
        bytesRead += bytes.length;
        const candidates = look(engine, bytes, delta, base, seen);
        if (candidates.length > 0) {
          wanted.push(number, candidates.length);
          for (const one of candidates) wanted.push(one.detector, one.start, one.end, numberOf(one.decoded));
        }
        return candidates;
      },
      commit(number, bytes) {
        commits++;
        message(number, bytes);
      },
      tag: message,
    },
    before?.needed,
  );
  return {
    part,
    wanted: Int32Array.from(wanted),
    encodings,
    messages: batch.finish(),
    blobs,
    commits,
    bytes: bytesRead,
    sizes: Int32Array.from(sizes),
  };
}

/** Ranges with less between them are looked at as one: both would be widened over it. */
const near = 128;

/** The promising candidates of a blob; with a delta only what is new in it is looked at. */
export function look(
  engine: Engine,
  bytes: Buffer,
  delta: Delta | undefined,
  base: readonly Candidate[] | undefined,
  seen?: SeenStore,
): readonly Candidate[] {
  if (delta === undefined || base === undefined) return promising(engine.find(bytes, undefined, seen));
  const { inserted, insertedLength } = delta;
  const ranges: { start: number; end: number }[] = [];
  let last = { start: 0, end: -near };
  for (let i = 0; i < insertedLength; i += 2) {
    const start = inserted[i] as number;
    const end = inserted[i + 1] as number;
    if (start - last.end < near) last.end = end;
    else ranges.push((last = { start, end }));
  }
  const found = ranges.length === 0 ? none : promising(engine.find(bytes, ranges, seen));
  if (base.length === 0) return found;
  const merged = new Map<string, Candidate>();
  const add = (one: Candidate): void =>
    void merged.set(`${one.detector} ${one.start} ${one.end} ${one.decoded.join('+')}`, one);
  for (const one of base)
    for (const start of delta.moved(one.start, one.end))
      add({ ...one, start, end: start + one.end - one.start });
  found.forEach(add);
  return [...merged.values()];
}

/** The candidates of each wanted blob, by object number. */
export function* wantedOf({
  wanted,
  encodings,
}: Pick<ContentPart, 'wanted' | 'encodings'>): Generator<[number, readonly Candidate[]]> {
  for (let at = 0; at < wanted.length;) {
    const number = wanted[at++] ?? 0;
    const count = wanted[at++] ?? 0;
    const candidates: Candidate[] = [];
    for (let i = 0; i < count; i++, at += 4)
      candidates.push({
        detector: wanted[at] ?? 0,
        start: wanted[at + 1] ?? 0,
        end: wanted[at + 2] ?? 0,
        decoded: encodings[wanted[at + 3] ?? 0] ?? [],
      });
    yield [number, candidates];
  }
}
