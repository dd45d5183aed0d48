import type { Finding, Report } from '../scan/index.ts';

/** The report without its findings: what a format writes before and after them. */
export type ReportFrame = Omit<Report, 'findings' | 'schema'> & {
  /** How many findings will come. */
  readonly total: number;
  /** What a reader has to know of rules and baseline: unverified, expired, unused. */
  readonly notes?: readonly string[];
};

/** Where a report goes. */
export type Write = (text: string) => void;

/** Why a finding is not among the open ones; formats that know suppressions write it out. */
export interface Suppression {
  readonly by: 'baseline' | 'ignored' | 'inline';
  /** Given by whoever accepted it; printed as it is. */
  readonly reason?: string;
}

/** One format. Findings come in the report's order and are written as they come. */
export interface Reporter {
  readonly start: (frame: ReportFrame, write: Write) => void;
  readonly finding: (finding: Finding, write: Write) => void;
  /** Findings that were accepted, after the open ones; formats without it leave them out. */
  readonly suppressed?: (finding: Finding, suppression: Suppression, write: Write) => void;
  readonly end: (frame: ReportFrame, write: Write) => void;
}

/** How a terminal wants its text. */
export interface TerminalStyle {
  readonly colour: boolean;
  readonly columns: number;
  /** OSC 8 links. */
  readonly links: boolean;
  /** Absolute folder that paths are relative to, for links. */
  readonly base: string;
  /** What stands around a finding's secret, masked; asked when the finding is printed. */
  readonly excerpt?: (finding: Finding) => string | undefined;
}

/** What some formats want to know besides the findings. */
export interface ReporterOptions {
  readonly terminal: TerminalStyle;
  /** Seconds since 1970: the time of the scan, for formats that must name one. */
  readonly now: number;
  /** The vendor's documentation of a detector's format. */
  readonly documentation?: (detector: string) => string | undefined;
}

/** The forms in which a report can be written. */
export const formats = ['terminal', 'json', 'jsonl', 'sarif', 'gitlab', 'junit', 'csv', 'html'] as const;
/** One of {@link formats}. */
export type Format = (typeof formats)[number];
