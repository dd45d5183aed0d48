/** Where bytes come from. A source yields items with their origin, and what it could not read. */
export { readDirectory } from './directory.ts';
export { readFileItems } from './file.ts';
export { readStdin } from './stdin.ts';
export { readIndex, readWorkingTree } from './working-tree.ts';
export type * from './types.ts';
