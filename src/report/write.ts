import type { Finding, Report } from '../scan/index.ts';
import type { Format, Reporter, ReporterOptions, ReportFrame, Suppression, Write } from './types.ts';

/** What a report is written from. */
export interface ReportInput extends Omit<Report, 'schema' | 'findings'> {
  readonly findings: Iterable<Finding> & { readonly length: number };
  /** What a reader has to know of rules and baseline: unverified, expired, unused. */
  readonly notes?: readonly string[];
  /** What was accepted, for formats that list it. */
  readonly accepted?: readonly { readonly finding: Finding; readonly suppression: Suppression }[];
}

/** Hands a report to a format, finding by finding. */
export function writeReport(reporter: Reporter, input: ReportInput, write: Write): void {
  const { findings, accepted, ...rest } = input;
  const frame: ReportFrame = { ...rest, total: findings.length };
  reporter.start(frame, write);
  for (const finding of findings) reporter.finding(finding, write);
  if (reporter.suppressed !== undefined)
    for (const { finding, suppression } of accepted ?? []) reporter.suppressed(finding, suppression, write);
  reporter.end(frame, write);
}

/** The reporter of a format; only its own file is loaded. */
export async function createReporter(format: Format, options: ReporterOptions): Promise<Reporter> {
  switch (format) {
    case 'terminal':
      return (await import('./terminal.ts')).terminalReporter(options.terminal);
    case 'json':
      return (await import('./json.ts')).jsonReporter();
    case 'jsonl':
      return (await import('./json.ts')).jsonlReporter();
    case 'sarif':
      return (await import('./sarif.ts')).sarifReporter(options);
    case 'gitlab':
      return (await import('./gitlab.ts')).gitlabReporter(options);
    case 'junit':
      return (await import('./junit.ts')).junitReporter();
    case 'csv':
      return (await import('./csv.ts')).csvReporter();
    case 'html':
      return (await import('./html.ts')).htmlReporter(options);
  }
}
