import type { Place, Slot, ValueCollector } from './values.ts';

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
  // Grafana's dialect takes three quotes too.
  const mark = /^(?:"""|'''|["'])/.exec(content.slice(start))?.[0] ?? '';
  const closing = mark === '' ? -1 : content.indexOf(mark, start + mark.length);
  const quoted = closing !== -1 && /^[ \t]*(?:[;#].*)?$/.test(content.slice(closing + mark.length));
  if (quoted) {
    start += mark.length;
    end = closing;
  }
  if (!quoted) {
    // A comment behind a value needs a blank before it.
    const comment = /[ \t]+[;#](?:[ \t].*)?$/.exec(content.slice(start));
    if (comment !== null) end = start + comment.index;
  }
  if (end <= start && !quoted) return;
  const value = content.slice(start, end);
  const open = quoted ? start - mark.length : start;
  const close = quoted ? end + mark.length : end;
  const write = (text: string): string | undefined => {
    if (/[\r\n\0]/.test(text)) return undefined;
    if (quoted) return text.includes(mark[0] ?? '') ? undefined : `${mark}${text}${mark}`;
    return text !== text.trim() || /^["']|[ \t][;#]/.test(text) || text === '' ? undefined : text;
  };
  const slot = { start: line + open, end: line + close, write, whole: { start: line, end: next } };
  if (addPairs(place, collector, section, entry)) return;
  if (addEncoded(place, collector, [...section, key], value, slot, line + start)) return;
  collector.add(place, {
    path: [...section, key],
    start: line + start,
    end: line + end,
    value,
    class: classOf(key),
    slot,
  });
}

/** systemd's `Environment="KEY=value"`, and an Ansible inventory's `host key=value key=value`. */
function addPairs(
  place: Place,
  collector: ValueCollector,
  section: readonly string[],
  { line, content, from, separator }: Line,
): boolean {
  const key = content.slice(from, separator).trim();
  const host = /^(\S+)[ \t]+\w+$/.exec(key)?.[1];
  if (key !== 'Environment' && (host === undefined || content.length > 2000)) return false;
  const begin = host === undefined ? separator + 1 : from + host.length;
  const pattern = /(?<=^|[\s"'])([A-Za-z_]\w{0,100})=(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g;
  let found = false;
  for (const match of content.slice(begin).matchAll(pattern)) {
    const [whole, name = '', double, single, bare] = match;
    const value = double ?? single ?? bare ?? '';
    const end = line + begin + match.index + whole.length - (bare === undefined ? 1 : 0);
    const start = end - value.length;
    const write = (text: string): string | undefined => (/^[\w./:@%+,=-]+$/.test(text) ? text : undefined);
    collector.add(place, {
      path: [...section, host ?? key, name],
      name,
      start,
      end,
      value,
      class: 'literal',
      slot: { start, end, write },
    });
    found = true;
  }
  return found;
}

/**
 * `.npmrc`: `_auth` is base64 of `user:password`, `_password` of a password.
 * @see https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration
 */
function addEncoded(
  place: Place,
  collector: ValueCollector,
  path: readonly string[],
  stored: string,
  slot: Omit<Slot, 'source'>,
  start: number,
): boolean {
  const key = /(?:^|:)(_auth|_password)$/.exec(path.at(-1) ?? '')?.[1];
  if (key === undefined || !/^[A-Za-z0-9+/]{4,}={0,2}$/.test(stored)) return false;
  const decoded = Buffer.from(stored, 'base64').toString();
  if (!/^[\x20-\x7e]+$/.test(decoded)) return false;
  const user = key === '_auth' ? /^[^:]*:/.exec(decoded)?.[0] : '';
  if (user === undefined) return false;
  const write = (text: string): string => Buffer.from(user + text).toString('base64');
  collector.add(place, {
    path,
    start,
    end: start + stored.length,
    value: decoded.slice(user.length),
    class: 'secret',
    decoded: ['base64'],
    slot: { ...slot, write, encodes: true },
  });
  return true;
}

/** `.npmrc`: `//registry.npmjs.org/:_authToken=…`. */
function classOf(key: string): 'secret' | 'literal' {
  return /(?:^|:)(?:_authToken|_auth|_password)$/.test(key) ? 'secret' : 'literal';
}
