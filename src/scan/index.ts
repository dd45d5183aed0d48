/** The journey of a scan: source, document, matches, findings. */
export type { Acceptance } from './coverage.ts';
export type { ScanProgress } from './context.ts';
export { Masker } from './mask.ts';
export { scan, ScanError, scanObjects } from './scan.ts';
export type { ScanRequest, ScanResult, ScanSettings } from './scan.ts';
export type * from './types.ts';
