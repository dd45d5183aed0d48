import type { Finding } from '../scan/index.ts';
import { printable } from './text.ts';
import type { Reporter } from './types.ts';

const columns = [
  'id', 'status', 'severity', 'confidence', 'detector', 'title', 'vendor', 'mask', 'length', 'kind', 'path', 'line',
  'column', 'address', 'commit', 'first_date', 'author', 'at_head', 'revoke', 'why', 'companion',
] as const; // prettier-ignore

type Cell = string | number | boolean | undefined;

/** RFC 4180, one row a place; a row with a `companion` is the place of the other half of the pair. */
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

/** One cell for each of {@link columns}, in their order. */
function row(finding: Finding, place: Finding['places'][number] | undefined): string {
  const { exposure } = finding;
  const cells = [
    finding.id,
    finding.status,
    finding.severity,
    finding.confidence,
    finding.detector,
    finding.title,
    finding.vendor,
    finding.secret.mask,
    finding.secret.length,
    place?.kind,
    place?.path,
    place?.line,
    place?.column,
    place?.address,
    place?.commit ?? exposure?.firstCommit,
    exposure?.firstDate,
    exposure?.author,
    exposure?.atHead,
    finding.fix.revoke,
    finding.why.join('; '),
    place?.companion,
  ] satisfies Cell[];
  let text = '';
  for (const [index, value] of cells.entries()) text += `${index === 0 ? '' : ','}${cell(value)}`;
  return `${text}\r\n`;
}

/**
 * A cell that no spreadsheet takes for a formula: one that begins with a sign that starts one gets an apostrophe.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = printable(value);
  const safe = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return /[",'\s;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
