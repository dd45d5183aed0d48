/** The journey of a scan: source, document, matches, findings. */
export type { Acceptance } from './coverage.ts';
export type { ReaderChoice } from './history.ts';
export type { ScanProgress } from './context.ts';
export { Excerpts } from './excerpt.ts';
export type { Remembrance, ScanMemory } from './memory.ts';
export { Masker } from './mask.ts';
export { decodeText, encodingOf } from './position.ts';
export { scan, ScanError, scanPush } from './scan.ts';
export type { ScanRequest, ScanResult } from './scan.ts';
export type * from './types.ts';
