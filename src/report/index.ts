/** Findings out, one file a format. */
export { selectShown } from './groups.ts';
export { printable } from './text.ts';
export { reportSchema } from './schema.ts';
export { formats } from './types.ts';
export type { Format, Reporter, ReporterOptions, TerminalStyle, Write } from './types.ts';
export { createReporter, writeReport } from './write.ts';
export type { ReportInput } from './write.ts';
