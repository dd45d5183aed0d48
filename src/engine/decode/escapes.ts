import { ViewBuilder } from './view.ts';
import type { View } from './view.ts';

/** Text without its escapes, and which kind of escape stood first in a range of it. */
interface Unescaped {
  readonly view: View;
  kindIn(start: number, end: number): string | undefined;
}

/** Lower-case beginnings of escapes; one of them in a line makes the line worth decoding. */
export const escapeMarkers = [
  '%2',
  '%3',
  '%4',
  '%5',
  '%6',
  '%7',
  '\\u00',
  '\\x',
  '&#',
  '&quot',
  '&amp',
  '&lt',
  '=3d',
];

const entities: Record<string, number> = { quot: 0x22, amp: 0x26, apos: 0x27, lt: 0x3c, gt: 0x3e };

/**
 * A range with percent, `\uXXXX`, `\xXX`, HTML entity and quoted-printable escapes resolved, or undefined if it has
 * none. All dialects at once: text that mixes them decodes the same as text in one of them.
 */
export function unescapeView(bytes: Buffer, from: number, to: number): Unescaped | undefined {
  const text = bytes.toString('latin1', from, to);
  const escapes =
    /%([2-7][0-9A-Fa-f])|\\u\{?00([2-7][0-9A-Fa-f])\}?|\\x([2-7][0-9A-Fa-f])|&#(\d{2,3});|&#[xX]([2-7][0-9A-Fa-f]);|&(quot|amp|apos|lt|gt);|=([2-7][0-9A-F])|=\r?\n/g;
  const quotedPrintable = text.includes('=3D');
  let builder: ViewBuilder | undefined;
  const resolved: { at: number; kind: string }[] = [];
  let at = 0;
  for (const match of text.matchAll(escapes)) {
    const [whole, percent, unicode, hexadecimal, decimal, reference, entity, quoted] = match;
    // `=3D` in a query string is no escape; quoted-printable always encodes the equals sign itself.
    if (whole.startsWith('=') && !quotedPrintable) continue;
    const digits = percent ?? unicode ?? hexadecimal ?? reference ?? quoted;
    const code =
      digits !== undefined
        ? Number.parseInt(digits, 16)
        : decimal !== undefined
          ? Number(decimal)
          : entity !== undefined
            ? entities[entity]
            : undefined;
    if (code !== undefined && (code < 32 || code > 126)) continue;
    builder ??= new ViewBuilder(to - from);
    const kind = percent !== undefined ? 'percent' : unicode !== undefined ? 'unicode' : hexadecimal !== undefined ? 'escape' : decimal ?? reference ?? entity ? 'html' : 'quoted-printable'; // prettier-ignore
    for (; at < match.index; at++) builder.push(bytes[from + at] as number, from + at, from + at + 1);
    at = match.index + whole.length;
    resolved.push({ at: builder.length, kind });
    if (code !== undefined) builder.push(code, from + match.index, from + at);
  }
  if (builder === undefined) return undefined;
  for (; from + at < to; at++) builder.push(bytes[from + at] as number, from + at, from + at + 1);
  return {
    view: builder.finish(resolved[0]?.kind ?? ''),
    kindIn: (start, end) => resolved.find((one) => one.at >= start && one.at < end)?.kind,
  };
}

/** Pieces of one token, at most, and their length in all. */
const mostPieces = 16;
const longestToken = 1024;

/**
 * What stands between the pieces of a token: `" + "` in its many spellings, adjacent literals, a backslash at the line's
 * end, the line break of a folded YAML value.
 */
const seams = [
  /["'`][ \t]{0,40}(?:\+\+?|\.\.?|&|<>|\|\||\\|_)?[ \t]{0,40}(?:\r?\n[ \t]{0,80})?(?:\+\+?|\.\.?|&|<>|\|\|)?[ \t]{0,40}[bfruLR@$]{0,2}["'`]/y,
  /\\\r?\n[ \t]{0,80}/y,
  /\r?\n[ \t]{1,80}(?=[\w./+=-]{2,200}["']?[ \t]{0,40}(?:\r?\n|$))/y,
] as const;

function seamLength(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  const may =
    byte === 0x22 || byte === 0x27 || byte === 0x60 || byte === 0x5c || byte === 0x0a || byte === 0x0d;
  if (!may) return 0;
  const text = bytes.toString('latin1', at, Math.min(bytes.length, at + 420));
  for (const seam of seams) {
    seam.lastIndex = 0;
    const found = seam.exec(text);
    if (found !== null) return found[0].length;
  }
  return 0;
}

function isTokenByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  if (byte >= 0x30 && byte <= 0x39) return true;
  const letter = byte | 0x20;
  if (letter >= 0x61 && letter <= 0x7a) return true;
  return byte === 0x5f || byte === 0x2d || byte === 0x2e || byte === 0x2f || byte === 0x2b || byte === 0x3d;
}

/** Where the characters of a token end, from `at` on. */
export function tokenEnd(bytes: Buffer, at: number): number {
  const most = Math.min(bytes.length, at + longestToken);
  let end = at;
  while (end < most && isTokenByte(bytes[end])) end++;
  return end;
}

/** A token put together, and where its pieces but the first end: what follows the token may look like one more. */
interface Joined {
  readonly view: View;
  readonly pieces: readonly number[];
}

/**
 * The text from `from` on with the token that goes through `at` put together; undefined if it is in one piece. For tokens
 * with a fixed prefix, which ends at `at`.
 */
export function joinedView(bytes: Buffer, from: number, at: number): Joined | undefined {
  const most = Math.min(bytes.length, at + longestToken);
  let end = tokenEnd(bytes, at);
  let seam = seamLength(bytes, end);
  if (seam === 0) return undefined;
  const builder = new ViewBuilder(most - from + 16);
  const copy = (start: number, stop: number): void => {
    for (let i = start; i < stop; i++) builder.push(bytes[i] as number, i, i + 1);
  };
  copy(from, end);
  const pieces: number[] = [];
  while (seam > 0 && pieces.length < mostPieces && end + seam < most) {
    const start = end + seam;
    end = start;
    while (end < most && isTokenByte(bytes[end])) end++;
    copy(start, end);
    pieces.push(builder.length);
    seam = seamLength(bytes, end);
  }
  copy(end, Math.min(end + 16, most));
  return pieces.length === 0 ? undefined : { view: builder.finish('concatenated'), pieces };
}
