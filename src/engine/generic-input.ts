import { latin1 } from './matcher.ts';
import { isPlaceholder, referenceKind } from './references.ts';
import type { Found } from './scanner.ts';
import type { ScoreInput } from './score.ts';
import type { JudgeContext } from './types.ts';

/** Text on either side of a value that the score looks at, in bytes. */
const surroundings = 200;

/** The quotes that a generic pattern matches with a value are no part of it; nor are backslashes before them. */
export function withoutQuotes({ hit, bytes }: Found): { start: number; end: number; quoted: boolean } {
  const { start, end } = hit;
  if (hit.matcher.detector.generic !== true) return { start, end, quoted: false };
  let from = start;
  while (from < end && bytes[from] === 0x5c) from++;
  const quote = bytes[from];
  const slashes = from - start;
  const isQuote = quote === 0x22 || quote === 0x27 || quote === 0x60;
  if (!isQuote || bytes[end - 1] !== quote || end - from < 2 + slashes) return { start, end, quoted: false };
  return inner(bytes, from + 1, end - 1 - slashes);
}

/** Quotes within quotes, which another language takes off: `"\\"value\\""`, `"'value'"`. */
function inner(bytes: Buffer, start: number, end: number): { start: number; end: number; quoted: boolean } {
  const escaped = bytes[start] === 0x5c ? 1 : 0;
  const quote = bytes[start + escaped];
  const isQuote = quote === 0x22 || quote === 0x27;
  if (!isQuote || bytes[end - 1] !== quote || end - start < 6) return { start, end, quoted: true };
  if (escaped === 1 && bytes[end - 2] !== 0x5c) return { start, end, quoted: true };
  return { start: start + 1 + escaped, end: end - 1 - escaped, quoted: true };
}

/** What the score of a generic match is made from; undefined if the value is a reference or a placeholder. */
export function genericInput(
  { hit, bytes }: Found,
  context: JudgeContext,
  start: number,
  end: number,
  quoted: boolean,
): ScoreInput | undefined {
  const text = latin1(bytes, start, end);
  const value = quoted ? text : trimBare(text);
  if (referenceKind(value) !== undefined || isPlaceholder(value)) return undefined;
  const stop = start + value.length;
  const { id, judgedAs } = hit.matcher.detector;
  const line = latin1(bytes, Math.max(0, hit.from - 48), hit.start)
    .split(/[\r\n]/)
    .at(-1);
  return {
    name: judgedAs === undefined ? (line ?? '') : `${judgedAs}=`,
    byForm: judgedAs !== undefined,
    value,
    quoted,
    before: lastLine(latin1(bytes, Math.max(0, hit.from - surroundings), hit.from)),
    after: firstLines(
      latin1(bytes, stop + (quoted ? 1 : 0), Math.min(bytes.length, end + surroundings)),
      bytes.subarray(hit.from, hit.to).includes(0x0a) ? 1 : 2,
    ),
    kind: judgedAs === undefined ? id : kinds[judgedAs],
    declaredSecret: false,
    ...(context.path === undefined ? {} : { path: context.path }),
  };
}

/** The detector by name that says the same. */
const kinds = {
  password: 'generic-password',
  token: 'generic-token',
  secret: 'generic-secret',
  key: 'generic-api-key',
} as const;

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** Not further than the lines that are looked at again when one of them changes. */
function firstLines(text: string, lines: 1 | 2): string {
  const first = text.indexOf('\n');
  const end = lines === 1 || first === -1 ? first : text.indexOf('\n', first + 1);
  return end === -1 ? text : text.slice(0, end);
}

/** A bare value ends before the punctuation of the language around it. */
function trimBare(text: string): string {
  return text.replace(/(?:\]\]>?|[,;]|\)+;?|\\n.{0,200}|<\/.{0,200}|\}+)$/, '');
}
