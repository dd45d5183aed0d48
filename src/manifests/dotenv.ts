import type { Place, ValueCollector } from './values.ts';

const NAME = /[ \t]*(?:(?:export|set|declare -x|readonly)[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*([=:])[ \t]*/y;

/**
 * Reads `KEY=value` lines as dotenv, Compose's `env_file`, direnv and shells write them: `export`, single, double and
 * back quotes (over several lines too), comments, defaults of interpolation. What is no assignment is passed over.
 * @see https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow
 * @param only - `=` where a colon means something else (shell scripts)
 */
export function readDotenv(place: Place, collector: ValueCollector, only?: '='): void {
  const { text } = place.source;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline === -1 ? text.length : newline;
    NAME.lastIndex = at;
    const match = NAME.exec(text);
    if (match === null || NAME.lastIndex > lineEnd || (only !== undefined && match[2] !== only)) {
      at = lineEnd + 1;
      continue;
    }
    const stop =
      only === undefined
        ? readEntry(place, collector, match[1] ?? '', at, NAME.lastIndex, lineEnd)
        : readWord(place, collector, match[1] ?? '', at, NAME.lastIndex, lineEnd);
    const next = text.indexOf('\n', stop);
    at = next === -1 ? text.length : next + 1;
  }
}

/** @returns where the value ends */
function readEntry(
  place: Place,
  collector: ValueCollector,
  key: string,
  line: number,
  from: number,
  lineEnd: number,
): number {
  const { text } = place.source;
  const quote = text[from];
  if (quote === '"' || quote === "'" || quote === '`') {
    const close = closingQuote(text, from, quote);
    if (close !== -1) {
      const stored = text.slice(from + 1, close);
      add(
        place,
        collector,
        key,
        { start: from + 1, end: close, quote, value: quote === '"' ? unescape(stored) : stored },
        line,
      );
      return close;
    }
  }
  let stored = text.slice(from, lineEnd);
  // A comment after a bare value needs a blank before it.
  const comment = /(?:^|[ \t])#/.exec(stored);
  if (comment !== null) stored = stored.slice(0, comment.index);
  stored = stored.trimEnd();
  add(place, collector, key, { start: from, end: from + stored.length, quote: '', value: stored }, line);
  return lineEnd;
}

/** On the same line first; over lines only where the quote closes at the end of one. */
function closingQuote(text: string, from: number, quote: string): number {
  for (let i = from + 1; i < text.length && i < from + 100_000; i++) {
    if (text[i] === '\\' && quote === '"') i += 1;
    else if (text[i] === quote) return i;
    // A quote that opens a word and no value: `it's`.
    else if (text[i] === '\n' && /^[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*=/.test(text.slice(i + 1, i + 200)))
      return -1;
  }
  return -1;
}

/**
 * A shell's assignment: one word, or a quoted one. What is expanded over lines, and `$'…'`, is read and not written.
 * @returns where the value ends
 */
function readWord(
  place: Place,
  collector: ValueCollector,
  key: string,
  line: number,
  from: number,
  lineEnd: number,
): number {
  const { text } = place.source;
  const quote = text[from];
  if (quote === '"' || quote === "'") return readEntry(place, collector, key, line, from, lineEnd);
  const rest = text.slice(from, lineEnd);
  const expanded = /^(?:\$[('{]|`)/.test(rest);
  const word = expanded ? expandedWord(rest) : (/^[^\s;&|)"'`]*/.exec(rest)?.[0] ?? '');
  const value = word ?? rest.trimEnd();
  const end = from + value.length;
  const write = (next: string): string | undefined => writeValue(next, '');
  const slot = word === undefined ? {} : { slot: { start: from, end, write } };
  if (value !== '') collector.add(place, { path: [key], start: from, end, value, class: 'literal', ...slot });
  return end;
}

/** `$(…)`, `${…}` and their like, up to the blank behind; undefined where they do not close on the line. */
function expandedWord(text: string): string | undefined {
  if (text.startsWith("$'")) return undefined;
  let depth = 0;
  let tick = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '`') tick = !tick;
    else if (c === '(' || c === '{') depth += 1;
    else if (c === ')' || c === '}') depth -= 1;
    else if (depth === 0 && !tick && /[\s;&|]/.test(c)) return text.slice(0, i);
  }
  return depth === 0 && !tick ? text : undefined;
}

interface Stored {
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  readonly value: string;
}

function add(place: Place, collector: ValueCollector, key: string, stored: Stored, line: number): void {
  const { text } = place.source;
  const { start, end, quote, value } = stored;
  const open = start - quote.length;
  const close = end + quote.length;
  const newline = text.indexOf('\n', close);
  const whole = { start: line, end: newline === -1 ? text.length : newline + 1 };
  const slot = { start: open, end: close, write: (next: string) => writeValue(next, quote), whole };
  collector.add(place, { path: [key], start, end, value, class: 'literal', slot });
  // ${VAR:-literal}: the default is a value of its own.
  const match = quote === "'" ? null : /^\$\{[A-Za-z_]\w{0,200}:?-([^${}\s"]+)\}$/.exec(value);
  const literal = match?.[1];
  if (literal === undefined || !text.slice(start, end).endsWith(`${literal}}`)) return;
  const to = end - 1;
  const part = {
    start: to - literal.length,
    end: to,
    write: (next: string) => (/^[\w./@%+,-]*$/.test(next) ? next : undefined),
  };
  collector.add(place, {
    path: [key],
    address: `${key} default`,
    ...part,
    value: literal,
    class: 'literal',
    slot: part,
    part: true,
  });
}

/** Dialects differ in what they unescape: a quote is taken in which nothing needs an escape. */
function writeValue(text: string, quote: string): string | undefined {
  if (quote === '' && /^[\w./:@%+,=-]*$/.test(text)) return text;
  if (/[\r\0]/.test(text)) return undefined;
  const fits: Readonly<Record<string, boolean>> = {
    '"': !/["\\$`\n]/.test(text),
    "'": !/['\n]/.test(text),
    '`': !/[`\\$\n]/.test(text),
  };
  const chosen = [quote, '"', "'", '`'].find((one) => fits[one] === true);
  if (chosen !== undefined) return `${chosen}${text}${chosen}`;
  return /["\\$`]/.test(text) ? undefined : `"${text.replaceAll('\n', '\\n')}"`;
}

function unescape(text: string): string {
  return text.replace(/\\([^])/g, (whole, c: string) =>
    c === 'n' ? '\n' : c === 'r' ? '\r' : c === 't' ? '\t' : /["'\\$`]/.test(c) ? c : whole,
  );
}
