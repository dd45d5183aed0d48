import { flatten, unflatten } from '../flatten.ts';
import { lineCounter, refuse, type Edit, type Leaf, type ParsedFile } from '../tree.ts';
import { text } from '../value.ts';

const SECTION = 'sops';
const DEFAULT = 'DEFAULT';

/**
 * INI as SOPS reads it through gopkg.in/ini.v1. What that reader would take for something else than people mean
 * (continued lines, quotes in quotes, a `#` inside a value) is refused.
 * @see https://github.com/getsops/sops/blob/v3.13.3/stores/ini/store.go
 */
export function parseIni(source: string): ParsedFile {
  const lineOf = lineCounter(source);
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  const leaves: Leaf[] = [];
  const metadata: [string, string][] = [];
  let block: { start: number; end: number } | undefined;
  let section = DEFAULT;
  let seen = new Set<string>();
  let pending: CommentLine[] = [];
  const sections = new Set([DEFAULT]);
  let at = source.startsWith('\uFEFF') ? 1 : 0;

  // A block of comment lines is one comment to SOPS; it goes with the section or key below it.
  const flush = (owner: string, extra: CommentLine[] = []): void => {
    const lines = [...pending, ...extra];
    pending = [];
    const [first] = lines;
    const last = lines.at(-1);
    if (first === undefined || last === undefined || owner === SECTION) return;
    const raw = lines
      .map((line) => line.text)
      .join('\n')
      .trim();
    const mark = /^[;#][; #]*/.exec(raw)?.[0].length ?? 0;
    leaves.push({
      document: 0,
      path: [owner],
      keys: [owner],
      comment: true,
      sure: false,
      comments: [[], []],
      line: lineOf(first.start),
      value: { type: 'comment', bytes: Buffer.from(raw.slice(mark), 'utf8') },
      replace: (ciphertext) =>
        lines.map((line, i) =>
          i === 0
            ? { start: line.start, end: line.end, text: `${line.text.slice(0, 1)} ${ciphertext}` }
            : { start: line.from, end: line.to, text: '' },
        ),
    });
  };

  for (const line of source.slice(at).split('\n')) {
    const start = at;
    at = start + line.length + 1;
    const body = line.trimEnd();
    const lead = body.length - body.trimStart().length;
    const content = body.slice(lead);
    const number = lineOf(start);
    if (content === '') continue;
    if (content.startsWith('#') || content.startsWith(';')) {
      pending.push({
        start: start + lead,
        end: start + body.length,
        text: content,
        from: start,
        to: Math.min(at, source.length),
      });
      continue;
    }
    if (content.startsWith('[')) {
      const close = content.lastIndexOf(']');
      if (close === -1) throw refuse('a section header that does not end', undefined, number);
      if (content.slice(close + 1).trim() !== '')
        throw refuse('text behind a section header', undefined, number);
      section = content.slice(1, close);
      if (sections.has(section)) throw refuse('the same section twice', undefined, number);
      sections.add(section);
      seen = new Set();
      flush(section);
      if (section === SECTION) block = { start, end: source.length };
      else if (block !== undefined && block.end === source.length) block = { start: block.start, end: start };
      continue;
    }
    const delimiter = content.search(/[=:]/);
    if (delimiter <= 0) throw refuse('neither a section, a key nor a comment', undefined, number);
    if (/^["`]/.test(content) || content.startsWith('-')) throw refuse('a quoted key', undefined, number);
    const key = content.slice(0, delimiter).trim();
    if (seen.has(key)) throw refuse('the same key twice in one section', undefined, number);
    seen.add(key);
    const offset = start + lead + delimiter + 1;
    const value = readValue(content.slice(delimiter + 1), offset, number);
    if (section === SECTION) {
      metadata.push([key, value.text.replaceAll('\\n', '\n')]);
      continue;
    }
    const inline = value.comment;
    flush(section, inline === undefined ? [] : [inline]);
    leaves.push({
      document: 0,
      path: [section, key],
      keys: [section, key],
      comment: false,
      comments: [[], []],
      line: number,
      value: text(value.text),
      replace: (ciphertext) => [{ start: value.start, end: value.end, text: ciphertext }],
    });
  }
  flush(section);

  return {
    leaves,
    metadata: block === undefined ? undefined : unflatten(metadata),
    writeMetadata: (written): Edit[] => {
      const lines = flatten(written).map(([key, value]) => `${key} = ${value.replaceAll('\n', '\\n')}${eol}`);
      const body = `[${SECTION}]${eol}${lines.join('')}`;
      if (block !== undefined) return [{ ...block, text: body + (block.end === source.length ? '' : eol) }];
      const lead = source === '' || source.endsWith('\n') ? eol : eol + eol;
      return [{ start: source.length, end: source.length, text: (source === '' ? '' : lead) + body }];
    },
  };
}

interface CommentLine {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What goes when the line is merged into the one above it. */
  readonly from: number;
  readonly to: number;
}

interface IniValue {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly comment: CommentLine | undefined;
}

function readValue(raw: string, offset: number, line: number): IniValue {
  const lead = raw.length - raw.trimStart().length;
  const start = offset + lead;
  let value = raw.slice(lead);
  if (value.startsWith('"""') || value.startsWith('`')) {
    throw refuse('a value in backticks or three quotes', 'write it on one line, without them', line);
  }
  if (value.endsWith('\\')) throw refuse('a value that goes on in the next line', undefined, line);
  const mark = value.search(/[#;]/);
  let comment: IniValue['comment'];
  if (mark > 0 && !/\s/.test(value[mark - 1] ?? '')) {
    throw refuse('a # or ; inside a value: SOPS would cut the value there', undefined, line);
  }
  if (mark !== -1) {
    const kept = value.slice(0, mark).trimEnd();
    const to = start + value.length;
    comment = { start: start + mark, end: to, text: value.slice(mark), from: start + kept.length, to };
    value = kept;
  }
  const end = start + value.length;
  const quote = /^(['"])([^]*)\1$/.exec(value);
  const inner = quote?.[2];
  if (inner !== undefined && value.length >= 2 && !inner.includes(quote?.[1] ?? '')) {
    return { text: inner, start, end, comment };
  }
  return { text: value, start, end, comment };
}
