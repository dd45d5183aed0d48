/** Configuration, ignores, baseline, and the state folder outside of what is scanned. */
export { updateBaseline } from './baseline.ts';
export type { ChangeHistory } from './baseline.ts';
export { formatBaseline, parseBaseline } from './baseline-file.ts';
export type { Baseline } from './baseline-file.ts';
export { effectiveDetectors } from './detectors.ts';
export { ConfigError } from './error.ts';
export { importIgnores } from './foreign/ignores.ts';
export { importGitleaksConfig } from './foreign/gitleaks.ts';
export { readForeignReport } from './foreign/report.ts';
export type { ForeignFinding, ForeignReport } from './foreign/report.ts';
export { configJsonSchema } from './json-schema.ts';
export { configNames, emptyConfig, loadConfig, loadStoredConfig } from './load.ts';
export type { Config } from './load.ts';
export { openState, StateError } from './state.ts';
export type { State } from './state.ts';
export { applySuppressions } from './suppress.ts';
export type { Suppressed, SuppressionContext } from './suppress.ts';
export { keyId, valueTag } from './value.ts';
