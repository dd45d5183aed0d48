import type { CommitPart } from './commits.ts';
import type { ObjectStore } from './store.ts';

/** Commits that some tips reach. */
export interface ReachableCommits {
  /** The parts with these commits alone. */
  readonly parts: readonly CommitPart[];
  /** Is the object with this number one of them? */
  readonly has: (number: number) => boolean;
}

/**
 * Limits what {@link walkContent} read to what the tips reach.
 * @param tips - object numbers of commits
 * @param shallow - object numbers of commits whose parents are cut off
 */
export function reachableCommits(
  store: ObjectStore,
  parts: readonly CommitPart[],
  tips: readonly number[],
  shallow: ReadonlySet<number>,
): ReachableCommits {
  // Where each commit stands: its part, and its place in it.
  const partOf = new Uint8Array(store.count).fill(255);
  const placeOf = new Int32Array(store.count);
  for (const [index, { commits }] of parts.entries())
    for (const [place, number] of commits.entries()) {
      partOf[number] = index;
      placeOf[number] = place;
    }
  const reached = new Uint8Array(store.count);
  const open = [...tips];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (number < 0 || reached[number] === 1) continue;
    const part = parts[partOf[number] ?? 255];
    if (part === undefined) continue;
    reached[number] = 1;
    if (shallow.has(number)) continue;
    const place = placeOf[number] ?? 0;
    const start = place === 0 ? 0 : (part.parentEnds[place - 1] ?? 0);
    for (let k = start; k < (part.parentEnds[place] ?? 0); k++) open.push(part.parents[k] ?? -1);
  }
  return { parts: parts.map((part) => limited(part, reached)), has: (number) => reached[number] === 1 };
}

function limited(part: CommitPart, reached: Uint8Array): CommitPart {
  const commits: number[] = [];
  const trees: number[] = [];
  const parentEnds: number[] = [];
  const parents: number[] = [];
  let start = 0;
  for (const [place, number] of part.commits.entries()) {
    const end = part.parentEnds[place] ?? 0;
    if (reached[number] === 1) {
      commits.push(number);
      trees.push(part.trees[place] ?? -1);
      for (let k = start; k < end; k++) parents.push(part.parents[k] ?? -1);
      parentEnds.push(parents.length);
    }
    start = end;
  }
  return {
    commits: Int32Array.from(commits),
    trees: Int32Array.from(trees),
    parentEnds: Int32Array.from(parentEnds),
    parents: Int32Array.from(parents),
  };
}
