/**
 * Unleak as a library: what the command line does, a program can do.
 *
 * @example
 * const engine = createEngine(detectors);
 * const { findings, coverage } = await scan({ paths: ['.'], cwd: process.cwd(), engine, version: '1', now: 0 });
 *
 * A finding's `value` is a {@link Secret}: every conversion to text gives its mask. Nothing here prints or ends the
 * process; a scan is stopped by its `signal`. {@link plan} says what a migration would do and does nothing of it,
 * {@link apply} carries it out and tells its events; {@link openState} gives the key and the journal's folder that both
 * need, {@link createSopsStore} a store.
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
export {
  applySuppressions,
  ConfigError,
  effectiveDetectors,
  loadConfig,
  openState,
  StateError,
} from './config/index.ts';
export type { Config, State, Suppressed, SuppressionContext } from './config/index.ts';
export {
  applyPlan as apply,
  MigrationError,
  planMigration as plan,
  renderPlan,
  resume,
  rollback,
  status,
  StoreError,
  verify,
} from './migration/index.ts';
export type {
  Context,
  InPlaceStore,
  ManualItem,
  MigrationEvent,
  MigrationStatus,
  Outcome,
  Plan,
  PlanInput,
  PlanOptions,
  Proof,
  ProofCheck,
  RemoteStore,
  StateDirectory,
  Store,
} from './migration/index.ts';
export { configJsonSchema } from './config/index.ts';
export { createReporter, formats, reportSchema, writeReport } from './report/index.ts';
export type { Format, Reporter, ReporterOptions, ReportInput } from './report/index.ts';
export { createSopsStore } from '../providers/sops/index.ts';
