import type { Candidate } from '../engine/index.ts';

const none: readonly Candidate[] = [];

/** The candidates for which a blob is worth judging: those with hope, and the markers of documents. */
export function promising(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.length === 0) return none;
  return candidates.filter((one) => one.hopeless !== true);
}
