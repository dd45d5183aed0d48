import type { Finding, Report } from '../scan/index.ts';

/** The report without its findings: what a format writes before and after them. */
export type ReportFrame = Omit<Report, 'findings' | 'schema'>;

/** Where a report goes. */
export type Write = (text: string) => void;

/** One format. Findings come in the report's order and are written as they come. */
export interface Reporter {
  readonly start: (frame: ReportFrame, write: Write) => void;
  readonly finding: (finding: Finding, write: Write) => void;
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
}
