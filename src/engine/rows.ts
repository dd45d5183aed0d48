import { latin1 } from './matcher.ts';
import type { Found } from './scanner.ts';

/** Rows of a table that are looked at, and the bytes of one. */
const mostRows = 5000;
const longestRow = 2000;
const newline = 0x0a;

/** How far down each column of a text was read: a heading that comes again in it has nothing to add. */
export type ReadRows = WeakMap<Uint8Array, Map<string, number>>;

/** The cells below a match in a table, in its column: up to the table's end, each once. */
export function* rowsBelow(found: Found, read: ReadRows): Generator<Found, void, undefined> {
  const { hit, bytes } = found;
  const first = bytes.lastIndexOf(newline, hit.start) + 1;
  const lead = latin1(bytes, first, hit.start);
  const separator = /^[ \t]*\|/.test(lead) ? '|' : /[;\t]/.exec(lead)?.[0];
  const column = cellsOf(lead, separator ?? ',').length - 1;
  const ends = read.get(bytes) ?? new Map<string, number>();
  read.set(bytes, ends);
  const key = `${separator ?? ','}${column}`;
  if (hit.start < (ends.get(key) ?? 0)) return;
  let at = bytes.indexOf(newline, hit.end) + 1;
  for (let row = 0; row < mostRows && at > 0 && at < bytes.length; row++) {
    const next = bytes.indexOf(newline, at);
    const end = next === -1 ? bytes.length : next;
    if (end - at > longestRow) return;
    const cells = cellsOf(latin1(bytes, at, end), separator ?? ',');
    const cell = cells[column];
    if (cell === undefined || (column === 0 && cells.length < 2 && cell.text.trim() === '')) return;
    const [, before = '', value = ''] = /^([\s`*]*)(.*?)[\s`*]*$/.exec(cell.text) ?? [];
    const start = at + cell.at + before.length;
    if (value.length >= 3) {
      const place = { from: at, to: end, start, end: start + value.length };
      yield { ...found, hit: { ...hit, ...place, groups: { secret: value }, spans: {} } };
    }
    at = end + 1;
    ends.set(key, at);
  }
}

/** What stands between separators; in quotes they separate nothing. */
function cellsOf(row: string, separator: string): { text: string; at: number }[] {
  const cells: { text: string; at: number }[] = [];
  let at = 0;
  let quoted = false;
  for (let i = 0; i <= row.length; i++) {
    if (row[i] === '"') quoted = !quoted;
    if (i < row.length && (quoted || row[i] !== separator)) continue;
    cells.push({ text: row.slice(at, i), at });
    at = i + 1;
  }
  return cells;
}
