import type { Span } from './types.ts';

/** How far back the lines above a changed range are looked at, and those below it. */
const linesBefore = 3;
const linesAfter = 2;
/** A value without a blank belongs together up to this size. */
const longestValue = 64 * 1024;

/** How far keywords and their windows reach in lines of any length, in bytes. */
export interface Reach {
  readonly before: number;
  readonly after: number;
}

/**
 * Changed ranges, widened to what a keyword whose window touches them can lie in; sorted and merged. The reach of the
 * widest line-bound window bounds it in long lines.
 */
export function widen(bytes: Buffer, ranges: readonly Span[], reach: Reach): Span[] {
  const widened: Span[] = [];
  // What lies before this was looked at for the range before; it is not walked over again.
  let known = 0;
  let valueEnd = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const start = widenStart(bytes, Math.min(range.start, bytes.length), reach.after, known);
    let end = Math.min(bytes.length, Math.max(range.start, range.end));
    if (end < valueEnd) end = valueEnd;
    const most = Math.min(bytes.length, end + longestValue);
    while (end < most && isValueByte(bytes[end] as number)) end++;
    valueEnd = end;
    known = Math.max(known, widenEnd(bytes, end, reach.before));
    widened.push({ start, end: known });
  }
  return merge(widened.sort((a, b) => a.start - b.start));
}

/** Sorted ranges, those that touch made one. */
export function merge(sorted: readonly Span[]): Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}

function widenStart(bytes: Buffer, from: number, reach: number, known: number): number {
  let start = from;
  const least = Math.max(known, start - longestValue);
  while (start > least && isValueByte(bytes[start - 1] as number)) start--;
  const bound = Math.max(known, start - reach, 0);
  for (let lines = 0; start > bound; start--) {
    if (bytes[start - 1] === 0x0a && ++lines === linesBefore) break;
  }
  return start;
}

function widenEnd(bytes: Buffer, from: number, reach: number): number {
  let end = from;
  const bound = Math.min(bytes.length, end + reach);
  for (let lines = 0; end < bound; end++) {
    if (bytes[end] === 0x0a && ++lines === linesAfter) break;
  }
  return end;
}

/** No blank, no quote. */
const isValueByte = (byte: number): boolean =>
  byte > 0x20 && byte !== 0x22 && byte !== 0x27 && byte !== 0x60 && byte !== 0x3c && byte !== 0x3e;
