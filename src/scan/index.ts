/** The journey of a scan: source, document, matches, findings. */
export type * from './types.ts';
