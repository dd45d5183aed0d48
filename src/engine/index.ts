/** The engine: bytes in, matches out. It is handed its detectors; it imports none. */
export { createEngine } from './engine.ts';
export { referenceKind } from './references.ts';
export { seenStore } from './seen.ts';
export { Secret, reveal } from './secret.ts';
export type { LengthClass } from './secret.ts';
export type * from './types.ts';
