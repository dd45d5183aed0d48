import type { Finding } from '../scan/index.ts';
import { printable } from './text.ts';
import type { Reporter } from './types.ts';

const columns = [
  'id', 'status', 'severity', 'confidence', 'detector', 'title', 'vendor', 'mask', 'length', 'kind', 'path', 'line',
  'column', 'address', 'commit', 'first_date', 'author', 'at_head', 'revoke', 'why',
] as const; // prettier-ignore

/** RFC 4180, one row a place. */
export function csvReporter(): Reporter {
  return {
    start: (_, write) => write(`${columns.join(',')}\r\n`),
    finding(finding, write) {
      const rows = finding.places.length === 0 ? [undefined] : finding.places;
      for (const place of rows) write(row(finding, place));
    },
    end: () => {},
  };
}

function row(finding: Finding, place: Finding['places'][number] | undefined): string {
  const { exposure } = finding;
  const cells: Record<(typeof columns)[number], string | number | boolean | undefined> = {
    id: finding.id,
    status: finding.status,
    severity: finding.severity,
    confidence: finding.confidence,
    detector: finding.detector,
    title: finding.title,
    vendor: finding.vendor,
    mask: finding.secret.mask,
    length: finding.secret.length,
    kind: place?.kind,
    path: place?.path,
    line: place?.line,
    column: place?.column,
    address: place?.address,
    commit: place?.commit ?? exposure?.firstCommit,
    first_date: exposure?.firstDate,
    author: exposure?.author,
    at_head: exposure?.atHead,
    revoke: finding.fix.revoke,
    why: finding.why.join('; '),
  };
  return `${columns.map((column) => cell(cells[column])).join(',')}\r\n`;
}

/**
 * A cell that no spreadsheet takes for a formula: one that begins with a sign that starts one gets an apostrophe.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = printable(value);
  const safe = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return /[",'\s;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
