import type { History } from '../git/index.ts';
import type { Engine } from '../engine/index.ts';
import type { CoverageCounter } from './coverage.ts';
import type { FindingCollector } from './findings.ts';
import type { Masker } from './mask.ts';
import type { CleanNames } from './names.ts';
import type { ScanMemory } from './memory.ts';

/** What the steps of one scan share. */
export interface ScanContext {
  readonly engine: Engine;
  readonly collector: FindingCollector;
  readonly coverage: CoverageCounter;
  readonly mask: Masker;
  readonly signal: AbortSignal;
  readonly progress: (progress: ScanProgress) => void;
  /** What earlier scans of the history learnt, and the version of the program that may use it. */
  readonly memory?: ScanMemory;
  readonly version: string;
  /** Set once the refs' names were looked at. */
  names?: CleanNames;
  /** Set once the history was read: what paths and commits hold the blobs with candidates. */
  history?: History;
}

/** How far a scan is; for a progress line. */
export interface ScanProgress {
  readonly phase: 'files' | 'objects' | 'history' | 'judging';
  readonly done: number;
  /** undefined: not known */
  readonly total?: number;
}
