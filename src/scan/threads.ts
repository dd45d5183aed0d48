import { randomBytes } from 'node:crypto';
import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import { seenStore } from '../engine/index.ts';
import type { Engine, SeenStore } from '../engine/index.ts';
import { cancelWalk, shareSelected, walkTrees } from '../git/index.ts';
import type { TreePart, WalkPlan, WantedBlobs } from '../git/index.ts';
import type { Holder } from './findings.ts';
import { JudgedParts, judgeBlobs, unpackJudged } from './judge-blobs.ts';
import type { JudgedPart, ToJudge } from './judge-blobs.ts';
import type { JudgedMatch } from './judge.ts';
import type { KnownContent } from './memory.ts';
import { walkPart } from './walk.ts';
import type { ContentPart } from './walk.ts';

/** What a worker thread is given when it starts. */
export interface WorkerStart {
  readonly plan: WalkPlan;
  /** Ids of the engine's detectors, in its order: a candidate names its detector by its place in the list. */
  readonly detectors: readonly string[];
  readonly seen: SeenStore;
  /** Where Node keeps compiled code, if it does. A thread does not have it from the program. */
  readonly compiled: string | undefined;
}

/** What it is told to do, one after the other. It answers each with a {@link ContentPart}, {@link TreePart} or {@link JudgedPart}. */
export type WorkerTask =
  | { readonly kind: 'content'; readonly known: KnownContent | undefined }
  | { readonly kind: 'trees'; readonly wanted: WantedBlobs }
  | { readonly kind: 'judge'; readonly blobs: readonly ToJudge[] };

/** Fewer blobs are judged in less time than it takes to hand them out. */
const fewBlobs = 8;

/** Does the work of a walk, in worker threads if there are several; {@link close} ends them. */
export class WalkThreads {
  readonly #engine: Engine;
  readonly #plan: WalkPlan;
  readonly #seen: SeenStore;
  readonly #signal: AbortSignal;
  readonly #workers: readonly Worker[];
  readonly #stop = (): void => cancelWalk(this.#plan);

  /** @param detectors - ids of the engine's detectors if all are built in; only then there can be several threads */
  constructor(
    engine: Engine,
    plan: WalkPlan,
    threads: number,
    detectors: readonly string[] | undefined,
    signal: AbortSignal,
  ) {
    signal.throwIfAborted();
    this.#engine = engine;
    this.#plan = plan;
    this.#seen = seenStore(plan.objects, randomBytes(24));
    this.#signal = signal;
    // The bundle has the worker beside every chunk; in the sources it is a TypeScript file.
    const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
    this.#workers =
      threads < 2 || detectors === undefined
        ? []
        : Array.from({ length: threads }, () => {
            const start: WorkerStart = { plan, detectors, seen: this.#seen, compiled: getCompileCacheDir() };
            // Most that a thread makes is soon forgotten: a larger nursery only costs memory.
            return new Worker(file, { workerData: start, resourceLimits: { maxYoungGenerationSizeMb: 12 } });
          });
    signal.addEventListener('abort', this.#stop);
  }

  /** @param known - what need not be looked at again */
  async content(known?: KnownContent): Promise<ContentPart[]> {
    if (this.#workers.length === 0) return [walkPart(this.#engine, this.#plan, known, this.#seen)];
    return this.#all<ContentPart>(() => ({ kind: 'content', known }));
  }

  async trees(wanted: WantedBlobs): Promise<TreePart[]> {
    if (this.#workers.length === 0) return [walkTrees(this.#plan, wanted)];
    return this.#all<TreePart>(() => ({ kind: 'trees', wanted }));
  }

  /** Judges blobs at their paths. Returns the ids of those that could not be read. */
  async judge(
    blobs: readonly ToJudge[],
    visit: (match: JudgedMatch, holder: Holder) => void,
  ): Promise<readonly string[]> {
    if (this.#workers.length === 0 || blobs.length < fewBlobs)
      return judgeBlobs(this.#engine, this.#plan, blobs, visit, this.#signal);
    const shares = shareSelected(this.#plan, blobs, this.#workers.length);
    const parts = await this.#all<JudgedPart>((i) => ({ kind: 'judge', blobs: shares[i] ?? [] }));
    for (const [i, part] of parts.entries()) unpackJudged(this.#engine, shares[i] ?? [], part, visit);
    return parts.flatMap((part) => part.unreadable);
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #all<Part>(task: (worker: number) => WorkerTask): Promise<Part[]> {
    const parts = await Promise.all(
      this.#workers.map((worker, i) => ask<Part>(worker, task(i), this.#signal)),
    );
    this.#signal.throwIfAborted();
    return parts;
  }
}

async function ask<Part>(worker: Worker, task: WorkerTask, signal: AbortSignal): Promise<Part> {
  const answer = Promise.withResolvers<Part>();
  const ended = (code: number): void => answer.reject(new Error(`a worker thread ended with ${code}`));
  const stop = (): void => answer.reject(signal.reason as Error);
  worker.once('message', answer.resolve).once('error', answer.reject).once('exit', ended);
  // Content and trees end after the batch in hand; judging is cut off.
  if (task.kind === 'judge') signal.addEventListener('abort', stop);
  try {
    worker.postMessage(task);
    return await answer.promise;
  } finally {
    worker.off('message', answer.resolve).off('error', answer.reject).off('exit', ended);
    signal.removeEventListener('abort', stop);
  }
}

/** What a worker thread does with a task. */
export async function work(
  engine: () => Engine,
  { plan, seen }: WorkerStart,
  task: WorkerTask,
): Promise<object> {
  switch (task.kind) {
    case 'content':
      return walkPart(engine(), plan, task.known, seen);
    case 'trees':
      return walkTrees(plan, task.wanted);
    case 'judge': {
      const parts = new JudgedParts(engine(), task.blobs);
      return parts.finish(await judgeBlobs(engine(), plan, task.blobs, parts.add));
    }
  }
}
