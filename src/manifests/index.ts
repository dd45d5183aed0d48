/** Documents with addresses: reads a file into addressed values; edits one by splicing bytes. */
export { documentSpans, looksLikeDocument, readDocument } from './document.ts';
export { editDocument } from './edit.ts';
export { fileReferences, readReferenced } from './file-references.ts';
export { EditRefused } from './edit-refused.ts';
export { nameSays } from './value-name.ts';
export type { NameSays } from './value-name.ts';
export type * from './types.ts';
