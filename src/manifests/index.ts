/** Documents with addresses: reads a file into addressed values; edits one by splicing bytes. */
export type * from './types.ts';
