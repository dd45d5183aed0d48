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
