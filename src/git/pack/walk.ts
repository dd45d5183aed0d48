import { hasBit } from './bits.ts';
import { CommitCollector } from './commits.ts';
import type { CommitPart } from './commits.ts';
import type { Delta } from './delta.ts';
import { takeBatch } from './plan.ts';
import type { WalkPlan, WorkList } from './plan.ts';
import { kindBlob, kindCommit } from './store.ts';
import { Walker } from './walker.ts';

/**
 * Takes the content of a repository as it is read. Objects have numbers; {@link oidOf} gives an object's id.
 * Bytes are good only during the call.
 */
export interface WalkVisitor<T> {
  /**
   * A blob. With `delta` it was made from a blob whose visit returned `base`: what is not in `delta.inserted` was
   * looked at there. What is returned is handed on to the blobs made from this one.
   */
  blob(number: number, bytes: Buffer, delta: Delta | undefined, base: T | undefined): T;
  commit?(number: number, bytes: Buffer): void;
  tag?(number: number, bytes: Buffer): void;
}

/** What a thread's share of the walk gave besides the visits. Its arrays may be transferred. */
export interface WalkPart {
  readonly commits: CommitPart;
  /** Numbers of objects that could not be read; {@link readUnreadable} asks git for them. */
  readonly unreadable: readonly number[];
}

/**
 * Walks batches of blobs, commits and tags until none is left. Any number of threads may do so with one plan; each
 * object is visited once in all.
 * @param needed - a bit for each object number: what has none, and all that stands on it, is left out
 */
export function walkContent<T>(plan: WalkPlan, visitor: WalkVisitor<T>, needed?: Uint8Array): WalkPart {
  const { kinds } = plan.store;
  const commits = new CommitCollector(plan.store);
  const unreadable: number[] = [];
  const walker = new Walker(plan.store, plan.maxBytes);
  const visit = (
    number: number,
    bytes: Buffer,
    start: number,
    end: number,
    delta: Delta | undefined,
    base: T | undefined,
  ): T | undefined => {
    const kind = kinds[number];
    const content = bytes.subarray(start, end);
    if (kind === kindBlob) return visitor.blob(number, content, delta, base);
    if (kind === kindCommit) {
      commits.add(number, bytes, start, end);
      visitor.commit?.(number, content);
    } else visitor.tag?.(number, content);
    return undefined;
  };
  try {
    walkBatches(plan.content, (root) => {
      if (needed === undefined || hasBit(needed, root))
        walker.walk<T | undefined>(root, visit, (number) => unreadable.push(number), needed);
    });
  } finally {
    walker.end();
  }
  return { commits: commits.finish(), unreadable };
}

/** Takes batches of a list until none is left. */
export function walkBatches(list: WorkList, walk: (root: number) => void): void {
  for (let batch = takeBatch(list); batch !== undefined; batch = takeBatch(list))
    for (let i = batch.start; i < batch.end; i++) walk(list.roots[i] ?? -1);
}

/** Lets all threads stop after the batch in hand. */
export function cancelWalk(plan: WalkPlan): void {
  for (const list of [plan.content, plan.trees]) Atomics.store(list.next, 0, 2 ** 30);
}
