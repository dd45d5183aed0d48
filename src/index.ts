/**
 * Unleak as a library: what the command line does, a program can do.
 *
 * @example
 * const engine = createEngine(detectors);
 * const { findings, coverage } = await scan({ paths: ['.'], cwd: process.cwd(), engine, version: '1', now: 0 });
 */
export { detectors } from '../detectors/index.ts';
export { createEngine, Secret } from './engine/index.ts';
export type { Confidence, Detector, Engine, LengthClass, Severity } from './engine/index.ts';
export { scan, ScanError } from './scan/index.ts';
export type {
  Coverage,
  Exposure,
  Finding,
  LiveFinding,
  Place,
  Report,
  ScanProgress,
  ScanRequest,
  ScanResult,
} from './scan/index.ts';
