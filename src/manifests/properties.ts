import type { Place, ValueCollector } from './values.ts';

/**
 * Reads Java `.properties`: `key=value`, `key: value`, `key value`, escapes, lines continued with a backslash.
 * @see https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export function readProperties(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const line = at;
    while (at < text.length && /[ \t\f]/.test(text[at] ?? '')) at += 1;
    const end = logicalEnd(text, at);
    const first = text[at];
    if (first === '#' || first === '!') {
      const newline = text.indexOf('\n', at);
      at = newline === -1 ? text.length : newline + 1;
      continue;
    }
    let keyEnd = at;
    while (keyEnd < end && !/[ \t\f=:\r\n]/.test(text[keyEnd] ?? '')) keyEnd += text[keyEnd] === '\\' ? 2 : 1;
    keyEnd = Math.min(keyEnd, end);
    let start = keyEnd;
    while (start < end && /[ \t\f]/.test(text[start] ?? '')) start += 1;
    if (start < end && (text[start] === '=' || text[start] === ':')) {
      start += 1;
      while (start < end && /[ \t\f]/.test(text[start] ?? '')) start += 1;
    }
    const next = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
    if (keyEnd > at && start < end) {
      const key = unescape(text.slice(at, keyEnd));
      const slot = { start, end, write: escape, whole: { start: line, end: Math.min(next, text.length) } };
      collector.add(place, {
        path: [key],
        address: key,
        name: key,
        start,
        end,
        value: unescape(text.slice(start, end)),
        class: 'literal',
        slot,
      });
      addDefault(place, collector, key, start, end);
    }
    at = next;
  }
}

/** Spring's `${DB_PASSWORD:literal}`. */
function addDefault(place: Place, collector: ValueCollector, key: string, from: number, to: number): void {
  const match = /^\$\{([A-Za-z_][\w.-]{0,200}):([^${}\\\s][^${}\\\s]*)\}$/.exec(
    place.source.text.slice(from, to),
  );
  if (match === null) return;
  const [, variable = '', literal = ''] = match;
  const start = from + variable.length + 3;
  const end = start + literal.length;
  collector.add(place, {
    path: [key],
    address: `${key} default`,
    name: key,
    start,
    end,
    value: literal,
    class: 'literal',
    slot: { start, end, write: (text) => (/^[\w./@%+,=-]+$/.test(text) ? text : undefined) },
    part: true,
  });
}

/** End of a line and of those it is continued with, the line break left out. */
function logicalEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i += text[i + 1] === '\r' && text[i + 2] === '\n' ? 2 : 1;
    else if (c === '\n' || c === '\r') return i;
  }
  return text.length;
}

function unescape(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(\r?\n)[ \t\f]*|([^]))/g,
    (_, hex?: string, newline?: string, c?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (newline !== undefined) return '';
      return c === 'n' ? '\n' : c === 't' ? '\t' : c === 'r' ? '\r' : c === 'f' ? '\f' : (c ?? '');
    },
  );
}

function escape(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/\f/g, '\\f')
    .replace(/^ /, '\\ ')
    .replace(
      /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\u0100-\uFFFF]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
