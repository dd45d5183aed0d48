import type { Place, ValueCollector } from './values.ts';

/**
 * Reads INI and its kin (`.npmrc`, `.pypirc`, `my.cnf`, AWS credentials, git config, systemd units): `[section]`,
 * `key = value`, `key: value`, comments with `#` or `;`, quotes around a value.
 */
export function readIni(place: Place, collector: ValueCollector, separators: '=' | '=:' = '='): void {
  const { text } = place.source;
  const split = separators === '=' ? /[=]/ : /[=:]/;
  let section: string[] = [];
  for (let line = text.startsWith('\uFEFF') ? 1 : 0; line < text.length;) {
    const newline = text.indexOf('\n', line);
    const next = newline === -1 ? text.length : newline + 1;
    const content = text.slice(line, newline === -1 ? text.length : newline).trimEnd();
    const trimmed = content.trimStart();
    const header = /^\[([^\]]{1,500})\]/.exec(trimmed);
    if (header !== null) section = [header[1] ?? ''];
    else if (trimmed !== '' && !/^[#;]/.test(trimmed)) {
      const from = content.length - trimmed.length;
      const at = content.slice(from).search(split);
      if (at > 0) addEntry(place, collector, section, { line, next, content, from, separator: from + at });
    }
    line = next;
  }
}

interface Line {
  readonly line: number;
  readonly next: number;
  readonly content: string;
  readonly from: number;
  readonly separator: number;
}

function addEntry(place: Place, collector: ValueCollector, section: readonly string[], entry: Line): void {
  const { line, next, content, from, separator } = entry;
  const key = content.slice(from, separator).trim();
  let start = separator + 1;
  while (start < content.length && /[ \t]/.test(content[start] ?? '')) start += 1;
  let end = content.length;
  const quote = content[start];
  let quoted = false;
  if ((quote === '"' || quote === "'") && end - start >= 2) {
    const close = content.indexOf(quote, start + 1);
    if (close !== -1 && /^[ \t]*(?:[;#].*)?$/.test(content.slice(close + 1))) {
      quoted = true;
      start += 1;
      end = close;
    }
  }
  if (!quoted) {
    // A comment behind a value needs a blank before it.
    const comment = /[ \t]+[;#](?:[ \t].*)?$/.exec(content.slice(start));
    if (comment !== null) end = start + comment.index;
  }
  if (end <= start && !quoted) return;
  const value = content.slice(start, end);
  const open = quoted ? start - 1 : start;
  const close = quoted ? end + 1 : end;
  const mark = quoted ? (quote ?? '') : '';
  const write = (text: string): string | undefined => {
    if (/[\r\n\0]/.test(text)) return undefined;
    if (mark !== '') return text.includes(mark) ? undefined : `${mark}${text}${mark}`;
    return text !== text.trim() || /^["']|[ \t][;#]/.test(text) || text === '' ? undefined : text;
  };
  const slot = { start: line + open, end: line + close, write, whole: { start: line, end: next } };
  collector.add(place, {
    path: [...section, key],
    start: line + start,
    end: line + end,
    value,
    class: classOf(key),
    slot,
  });
}

/** `.npmrc`: `//registry.npmjs.org/:_authToken=…`. */
function classOf(key: string): 'secret' | 'literal' {
  return /:(?:_authToken|_auth|_password)$/.test(key) ? 'secret' : 'literal';
}
