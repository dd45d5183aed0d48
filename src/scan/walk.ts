import { Worker } from 'node:worker_threads';
import type { Candidate, Engine } from '../engine/index.ts';
import { cancelWalk, walkContent, walkTrees } from '../git/index.ts';
import type { Delta, TreePart, WalkPart, WalkPlan, WantedBlobs } from '../git/index.ts';
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
}

const none: readonly Candidate[] = [];

/**
 * Walks batches of the content until none is left. Of a blob that is a delta only what is new in it is looked at; what
 * its base had in a copied range it has too, at another place.
 */
export function walkPart(engine: Engine, plan: WalkPlan): ContentPart {
  const wanted: number[] = [];
  const messages: number[] = [];
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
  const message = (number: number, bytes: Buffer): void => {
    const start = bytes.indexOf('\n\n');
    if (start !== -1 && promising(engine.find(bytes.subarray(start + 2))).length > 0) messages.push(number);
  };
  const part = walkContent<readonly Candidate[]>(plan, {
    blob(number, bytes, delta, base) {
      blobs++;
      bytesRead += bytes.length;
      const candidates = look(engine, bytes, delta, base);
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
  });
  return { part, wanted: Int32Array.from(wanted), encodings, messages, blobs, commits, bytes: bytesRead };
}

/** Ranges with less between them are looked at as one: both would be widened over it. */
const near = 128;

/** The promising candidates of a blob; with a delta only what is new in it is looked at. */
export function look(
  engine: Engine,
  bytes: Buffer,
  delta: Delta | undefined,
  base: readonly Candidate[] | undefined,
): readonly Candidate[] {
  if (delta === undefined || base === undefined) return promising(engine.find(bytes));
  const { inserted, insertedLength } = delta;
  const ranges: { start: number; end: number }[] = [];
  let last = { start: 0, end: -near };
  for (let i = 0; i < insertedLength; i += 2) {
    const start = inserted[i] as number;
    const end = inserted[i + 1] as number;
    if (start - last.end < near) last.end = end;
    else ranges.push((last = { start, end }));
  }
  const found = ranges.length === 0 ? none : promising(engine.find(bytes, ranges));
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
export function* wantedOf({ wanted, encodings }: ContentPart): Generator<[number, readonly Candidate[]]> {
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

/** What a worker thread is told to do. */
export type WalkTask =
  | { readonly kind: 'content'; readonly plan: WalkPlan; readonly detectors: readonly string[] }
  | { readonly kind: 'trees'; readonly plan: WalkPlan; readonly wanted: WantedBlobs };

/** Looks at all content, in worker threads if there are several. */
export async function walkAllContent(
  engine: Engine,
  plan: WalkPlan,
  threads: number,
  detectors: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<ContentPart[]> {
  if (threads < 2 || detectors === undefined) return [walkPart(engine, plan)];
  return inThreads<ContentPart>({ kind: 'content', plan, detectors }, plan, threads, signal);
}

export async function walkAllTrees(
  plan: WalkPlan,
  wanted: WantedBlobs,
  threads: number,
  signal: AbortSignal,
): Promise<TreePart[]> {
  if (threads < 2) return [walkTrees(plan, wanted)];
  return inThreads<TreePart>({ kind: 'trees', plan, wanted }, plan, threads, signal);
}

async function inThreads<Part>(
  task: WalkTask,
  plan: WalkPlan,
  threads: number,
  signal: AbortSignal,
): Promise<Part[]> {
  signal.throwIfAborted();
  // The bundle has the worker beside every chunk; in the sources it is a TypeScript file.
  const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(file, { workerData: task }));
  const stop = (): void => cancelWalk(plan);
  signal.addEventListener('abort', stop);
  try {
    const parts = await Promise.all(
      workers.map(
        (worker) =>
          new Promise<Part>((resolve, reject) => {
            worker.once('message', resolve);
            worker.once('error', reject);
            worker.once('exit', (code) => reject(new Error(`a worker thread ended with ${code}`)));
          }),
      ),
    );
    signal.throwIfAborted();
    return parts;
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
