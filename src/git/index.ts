/** git itself: hardened commands, objects, refs, history. No idea of secrets. */
export { GitError } from './command.ts';
export { readHistory } from './history.ts';
export type { History, HistoryExposure, HistoryPlace, HistoryRange, PathBlob } from './history.ts';
export { listStaged, listWorkingTree, revList } from './listings.ts';
export { readObjects } from './objects.ts';
export type { ObjectProblem, ObjectVisitor, ReadOptions } from './objects.ts';
export { listRefs } from './refs.ts';
export { isIgnored, openRepository } from './repository.ts';
export type { Repository } from './repository.ts';
export { cancelWalk, walkContent } from './pack/walk.ts';
export type { WalkPart, WalkVisitor } from './pack/walk.ts';
export { planWalk } from './pack/plan.ts';
export type { WalkPlan } from './pack/plan.ts';
export type { Delta } from './pack/delta.ts';
export { UnsupportedStorage } from './pack/pack-index.ts';
export { oidOf } from './pack/store.ts';
export { readUnreadable } from './pack/unreadable.ts';
