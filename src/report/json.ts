import type { Finding } from '../scan/index.ts';
import { safeJson } from './text.ts';
import type { Reporter, ReportFrame } from './types.ts';

/** What is printed of a finding: everything but the live value. */
export function plainFinding(finding: Finding & { value?: unknown }): Finding {
  const { value: _, ...plain } = finding;
  return plain;
}

/** One JSON document, `unleak-report/1`. */
export function jsonReporter(): Reporter {
  let first = true;
  return {
    start(frame, write) {
      const head = safeJson(
        { schema: 'unleak-report/1', tool: frame.tool, target: frame.target, coverage: frame.coverage },
        2,
      );
      write(`${head.slice(0, -2)},\n  "findings": [`);
    },
    finding(finding, write) {
      const text = safeJson(plainFinding(finding), 2).replaceAll('\n', '\n    ');
      write(`${first ? '' : ','}\n    ${text}`);
      first = false;
    },
    end(frame, write) {
      write(
        `${first ? '' : '\n  '}],\n  "harmless": ${safeJson(frame.harmless)},\n  "suppressed": ${safeJson(frame.suppressed)}${notesOf(frame) === undefined ? '' : `,\n  "notes": ${safeJson(frame.notes)}`}\n}\n`,
      );
    },
  };
}

/** A `header` line, one finding a line, a `summary` line. */
export function jsonlReporter(): Reporter {
  const line = (value: unknown): string => `${safeJson(value)}\n`;
  return {
    start: (frame, write) =>
      write(line({ type: 'header', schema: 'unleak-report/1', tool: frame.tool, target: frame.target })),
    finding: (finding, write) => write(line({ type: 'finding', ...plainFinding(finding) })),
    end: (frame: ReportFrame, write) =>
      write(
        line({
          type: 'summary',
          coverage: frame.coverage,
          harmless: frame.harmless,
          suppressed: frame.suppressed,
          notes: notesOf(frame),
        }),
      ),
  };
}

/** Left out when there are none. */
function notesOf({ notes }: ReportFrame): readonly string[] | undefined {
  return notes === undefined || notes.length === 0 ? undefined : notes;
}
