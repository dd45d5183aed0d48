import { ViewBuilder } from './view.ts';
import type { View } from './view.ts';

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
export function unescapeView(bytes: Buffer, from: number, to: number): View | undefined {
  const text = bytes.toString('latin1', from, to);
  const escapes =
    /%([2-7][0-9A-Fa-f])|\\u\{?00([2-7][0-9A-Fa-f])\}?|\\x([2-7][0-9A-Fa-f])|&#(\d{2,3});|&#[xX]([2-7][0-9A-Fa-f]);|&(quot|amp|apos|lt|gt);|=([2-7][0-9A-F])|=\r?\n/g;
  let builder: ViewBuilder | undefined;
  let kind = '';
  let at = 0;
  for (const match of text.matchAll(escapes)) {
    const [whole, percent, unicode, hexadecimal, decimal, reference, entity, quoted] = match;
    // `=3D` in a query string is no escape; quoted-printable always encodes the equals sign itself.
    if (quoted !== undefined && !/=3D/.test(text)) continue;
    if (whole.startsWith('=\n') || whole.startsWith('=\r')) {
      if (!/=3D/.test(text)) continue;
    }
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
    kind ||= percent !== undefined ? 'percent' : unicode !== undefined ? 'unicode' : hexadecimal !== undefined ? 'escape' : quoted !== undefined ? 'quoted-printable' : 'html'; // prettier-ignore
    for (; at < match.index; at++) builder.push(bytes[from + at] as number, from + at, from + at + 1);
    at = match.index + whole.length;
    if (code !== undefined) builder.push(code, from + match.index, from + at);
  }
  if (builder === undefined) return undefined;
  for (; from + at < to; at++) builder.push(bytes[from + at] as number, from + at, from + at + 1);
  return builder.finish(kind);
}

/**
 * A range with string pieces put together: `"abc" + "def"`, `"abc" . "def"`, `"abc" \` and its next line, a shell's
 * backslash at the line's end, a folded line of YAML. Undefined if there is nothing to join.
 */
export function joinedView(bytes: Buffer, from: number, to: number): View | undefined {
  const text = bytes.toString('latin1', from, to);
  const seams =
    /(["'`])[ \t]{0,8}[+.&\\]?[ \t]{0,8}(?:\r?\n[ \t]{0,40})?(?:[+.&][ \t]{0,8})?["'`]|\\\r?\n[ \t]{0,40}|\n[ \t]{2,40}(?=[A-Za-z0-9_-]{4})/g;
  let builder: ViewBuilder | undefined;
  let at = 0;
  for (const match of text.matchAll(seams)) {
    builder ??= new ViewBuilder(to - from);
    for (; at < match.index; at++) builder.push(bytes[from + at] as number, from + at, from + at + 1);
    at = match.index + match[0].length;
  }
  if (builder === undefined) return undefined;
  for (; from + at < to; at++) builder.push(bytes[from + at] as number, from + at, from + at + 1);
  return builder.finish('concatenated');
}
