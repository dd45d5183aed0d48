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
  '\\u{',
  '\\x',
  '&#',
  '&quot',
  '&amp',
  '&lt',
  '&lowbar',
  '&equals',
  '&colon',
  '&sol;',
  '&plus;',
  '&period',
  '&hyphen',
  '=3d',
  // Literals added up in a line: also the fixed beginning of a token may be in two pieces.
  ...['"', "'"].flatMap((quote) => ['+', ' + ', ' . ', ' & ', ' .. '].map((plus) => quote + plus + quote)),
];

const entities: Record<string, number> = {
  quot: 0x22,
  amp: 0x26,
  apos: 0x27,
  lt: 0x3c,
  gt: 0x3e,
  lowbar: 0x5f,
  equals: 0x3d,
  colon: 0x3a,
  sol: 0x2f,
  plus: 0x2b,
  period: 0x2e,
  hyphen: 0x2d,
};

/**
 * A range with percent, `\uXXXX`, `\xXX`, HTML entity and quoted-printable escapes resolved, or undefined if it has
 * none. All dialects at once: text that mixes them decodes the same as text in one of them.
 */
export function unescapeView(bytes: Buffer, from: number, to: number): Unescaped | undefined {
  const text = bytes.toString('latin1', from, to);
  const escapes =
    /%([2-7][0-9A-Fa-f])|\\(?:u|U0000)(?:00|\{0{0,4}(?=..\}))([2-7][0-9A-Fa-f])\}?|\\x([2-7][0-9A-Fa-f])|&#0{0,4}(\d{2,3});|&#[xX]0{0,4}([2-7][0-9A-Fa-f]);|&(quot|amp|apos|lt|gt|lowbar|equals|colon|sol|plus|period|hyphen);|=([2-7][0-9A-F])|=\r?\n|(?<=[^\s"'])["'] ?(?:[+&]|\.\.?) ?["'](?=[^\s"'])/g;
  const quotedPrintable = text.includes('=3D');
  let builder: ViewBuilder | undefined;
  const resolved: { at: number; kind: string }[] = [];
  let at = 0;
  for (const match of text.matchAll(escapes)) {
    const [whole, percent, unicode, hexadecimal, decimal, reference, entity, quoted] = match;
    // `=3D` in a query string is no escape; quoted-printable always encodes the equals sign itself.
    if (whole.startsWith('=') && !quotedPrintable) continue;
    const isSeam = whole.startsWith('"') || whole.startsWith("'");
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
    const kind = percent !== undefined ? 'percent' : unicode !== undefined ? 'unicode' : hexadecimal !== undefined ? 'escape' : decimal ?? reference ?? entity ? 'html' : isSeam ? 'concatenated' : 'quoted-printable'; // prettier-ignore
    for (; at < match.index; at++) builder.push(bytes[from + at] as number, from + at, from + at + 1);
    at = match.index + whole.length;
    // Of nothing that begins there a seam is a part.
    resolved.push({ at: builder.length - (isSeam ? 1 : 0), kind });
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

const joiner = String.raw`(?:\+\+?|\.\.?|&|<>|\|\||\^|~)`;

/**
 * What stands between the pieces of a token: `" + "` in its many spellings, adjacent literals, `+= "`, a piece within a
 * template, a backslash or a caret at the line's end, the line break of a folded YAML value.
 */
const seams = [
  new RegExp(
    String.raw`["'\x60][ \t]{0,40}${joiner}?[ \t]{0,40}[\\_\x60]?(?:\r?\n[ \t]{0,80})?${joiner}?[ \t]{0,40}[bfruLR@$]{0,2}["'\x60]`,
    'y',
  ),
  /["'`];?[ \t]{0,20}\r?\n[ \t]{0,80}\$?[\w.]{1,60}[ \t]{0,4}[+.]=[ \t]{0,4}["'`]/y,
  /\$\{["'`](?:["'`]\})?/y,
  /["'`]\}/y,
  /[\\^]\r?\n[ \t]{0,80}/y,
  /\r?\n[ \t]{1,80}(?=[\w./+=-]{2,200}["']?[ \t]{0,40}(?:\r?\n|$))/y,
] as const;

/** `"`, `'`, `` ` ``, `\\`, `^`, `$`, line ends. */
const seamBytes: readonly number[] = [0x22, 0x27, 0x60, 0x5c, 0x5e, 0x24, 0x0a, 0x0d];

function seamLength(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined || !seamBytes.includes(byte)) return 0;
  const text = bytes.toString('latin1', at, Math.min(bytes.length, at + 420));
  for (const seam of seams) {
    seam.lastIndex = 0;
    const found = seam.exec(text);
    if (found !== null) return found[0].length;
  }
  return 0;
}

/** A soft line break of quoted-printable, whose equals sign the token seems to end with: the token ends before it. */
function softBreak(bytes: Buffer, end: number): number {
  if (bytes[end - 1] !== 0x3d) return 0;
  const line = bytes[end] === 0x0d ? end + 1 : end;
  return bytes[line] === 0x0a && isTokenByte(bytes[line + 1]) ? line + 2 - end : 0;
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

/** Where the piece that goes on at `from` ends, and the length of what stands between it and the next one. */
function pieceFrom(bytes: Buffer, from: number, most: number): { end: number; seam: number } {
  let end = from;
  while (end < most && isTokenByte(bytes[end])) end++;
  const soft = end > from ? softBreak(bytes, end) : 0;
  return soft > 0 ? { end: end - 1, seam: soft } : { end, seam: seamLength(bytes, end) };
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
  let piece = pieceFrom(bytes, at, most);
  if (piece.seam === 0) return undefined;
  const builder = new ViewBuilder(most - from + 16);
  const copy = (start: number, stop: number): void => {
    for (let i = start; i < stop; i++) builder.push(bytes[i] as number, i, i + 1);
  };
  copy(from, piece.end);
  const pieces: number[] = [];
  while (piece.seam > 0 && pieces.length < mostPieces && piece.end + piece.seam < most) {
    const start = piece.end + piece.seam;
    piece = pieceFrom(bytes, start, most);
    copy(start, piece.end);
    pieces.push(builder.length);
  }
  copy(piece.end, Math.min(piece.end + 16, most));
  return pieces.length === 0 ? undefined : { view: builder.finish('concatenated'), pieces };
}
