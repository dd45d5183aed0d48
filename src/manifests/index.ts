/** Documents with addresses: reads a file into addressed values. */
export { looksLikeDocument, readDocument } from './document.ts';
export type * from './types.ts';
