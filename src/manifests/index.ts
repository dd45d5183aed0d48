/** Documents with addresses: reads a file into addressed values; edits one by splicing bytes. */
export { looksLikeDocument, readDocument } from './document.ts';
export type * from './types.ts';
