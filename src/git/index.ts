/** git itself: hardened commands, objects, refs, history. No idea of secrets. */
export { GitError } from './command.ts';
export type { GitPlace } from './command.ts';
export { historyOf, readHistory } from './history.ts';
export type { History, HistoryExposure, HistoryPlace, HistoryRange, PathBlob } from './history.ts';
export { listStaged, listWorkingTree, revList } from './listings.ts';
export { readObjects } from './objects.ts';
export type { ObjectProblem, ObjectVisitor } from './objects.ts';
export {
  holdsAny,
  listPushed,
  mergeBase,
  mergeBaseTips,
  parentOf,
  peelToCommits,
  readStoredFiles,
  replacedBlobs,
  resolveRange,
} from './pushed.ts';
export type { HeldRefs, ListedPiece, PushRange, StoredFile } from './pushed.ts';
export { listRefNames, listRefs } from './refs.ts';
export type { Ref } from './refs.ts';
export { blameLine, isAncestor, Renames } from './renames.ts';
export { isIgnored } from './ignored.ts';
export { hookPlace, openRepository } from './repository.ts';
export type { Repository } from './repository.ts';
export { cancelWalk, walkContent } from './pack/walk.ts';
export type { WalkPart } from './pack/walk.ts';
export { planWalk } from './pack/plan.ts';
export type { WalkPlan } from './pack/plan.ts';
export { Delta } from './pack/delta.ts';
export { parseAuthor, shallowCommits } from './commit.ts';
export { changesOf } from './changes.ts';
export { UnsupportedStorage } from './pack/pack-index.ts';
export { reachableCommits } from './pack/reachable.ts';
export { findOid, oidOf } from './pack/store.ts';
export { readUnreadable } from './pack/unreadable.ts';
export { joinHistory } from './pack/read-history.ts';
export { CommitGraph } from './pack/commit-graph.ts';
export { GraphHistory, placeRefs } from './pack/exposure.ts';
export type { PlacedRef } from './pack/exposure.ts';
export { pairAt } from './pack/pairs.ts';
export type { Pair, Pairs } from './pack/pairs.ts';
export { objectsSince, stateOfStore } from './pack/since.ts';
export type { NewObjects, StoreState } from './pack/since.ts';
export { walkTrees, wantBlobs } from './pack/trees.ts';
export type { TreePart, WantedBlobs } from './pack/trees.ts';
export { hasBit, setBit } from './pack/bits.ts';
export { contentNumbers, idsOf, neededFor, numbersOf } from './pack/known.ts';
export { readSelected, shareSelected } from './pack/selected.ts';
