import { MASK } from './template.ts';
import type { ScalarNode } from './tree.ts';

/** A scalar's text with the way back: `map[i]` is where character `i` stands, `map[length]` where the text ends. */
export interface MappedText {
  readonly text: string;
  readonly map: Uint32Array;
  readonly encode: (fragment: string) => string | undefined;
}

/**
 * Decodes a scalar anew, remembering where each character stands. undefined where this reading and the parser's differ
 * (odd folding), so that a caller falls back to the scalar as a whole.
 */
export function mapScalar(source: string, node: ScalarNode): MappedText | undefined {
  const decoded = decode(source, node);
  if (decoded === undefined || decoded.text === node.text) return decoded;
  // Template actions are masked in the node, character by character.
  const masked = node.text.includes(MASK) && decoded.text.length === node.text.length;
  return masked ? { ...decoded, text: node.text } : undefined;
}

function decode(source: string, node: ScalarNode): MappedText | undefined {
  switch (node.style) {
    case 'literal':
      return decodeLiteral(source, node);
    case 'folded':
      return undefined;
    case 'single':
      return { ...decodeFlow(source, node.start + 1, node.end - 1, 'single'), encode: encodeSingle };
    case 'double':
    case 'json':
      if (source[node.start] !== '"') return identity(source, node, () => undefined);
      return { ...decodeFlow(source, node.start + 1, node.end - 1, 'double'), encode: escapeDouble };
    case 'plain':
      return { ...decodeFlow(source, node.start, node.end, 'plain'), encode: encodePlain };
    default:
      return undefined;
  }
}

function identity(source: string, node: ScalarNode, encode: MappedText['encode']): MappedText {
  const map = Uint32Array.from({ length: node.end - node.start + 1 }, (_, i) => node.start + i);
  return { text: source.slice(node.start, node.end), map, encode };
}

/** Content of a block scalar: the line after its header, and how far its lines are indented. */
export function blockLayout(
  source: string,
  node: ScalarNode,
): { header: string; body: number; indent: number } {
  const newline = source.indexOf('\n', node.start);
  const body = newline === -1 || newline >= node.end ? node.end : newline + 1;
  const header = source.slice(node.start, body).trimEnd();
  let indent = 0;
  for (let at = body; at < node.end;) {
    let end = source.indexOf('\n', at);
    if (end === -1 || end > node.end) end = node.end;
    let first = at;
    while (first < end && source[first] === ' ') first += 1;
    if (first < end && source[first] !== '\r') {
      indent = first - at;
      break;
    }
    at = end + 1;
  }
  // An explicit indicator means that the first line has spaces of its own. How many is found from the text.
  if (/^[|>][-+]?[1-9]/.test(header)) {
    const lead = /^ */.exec(node.text.split('\n').find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
    indent = Math.max(0, indent - lead);
  }
  return { header, body, indent };
}

function decodeLiteral(source: string, node: ScalarNode): MappedText | undefined {
  const { body, indent } = blockLayout(source, node);
  const map: number[] = [];
  let text = '';
  for (let at = body; at < node.end;) {
    let end = source.indexOf('\n', at);
    const last = end === -1 || end >= node.end;
    if (last) end = node.end;
    const stop = end > at && source[end - 1] === '\r' ? end - 1 : end;
    const from = Math.min(at + indent, stop);
    for (let i = from; i < stop; i++) map.push(i);
    text += source.slice(from, stop);
    if (last && end === node.end && source[end - 1] !== '\n' && end === source.length) {
      at = end;
      break;
    }
    text += '\n';
    map.push(stop);
    at = end + 1;
  }
  // What chomping takes off at the end.
  while (text.length > node.text.length && text.endsWith('\n')) text = text.slice(0, -1);
  const end = map[text.length] ?? node.end;
  map.length = text.length;
  map.push(end);
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  return {
    text,
    map: Uint32Array.from(map),
    encode: (fragment) =>
      isPrintable(fragment) && !fragment.includes('\r')
        ? fragment.replaceAll('\n', `${eol}${' '.repeat(indent)}`)
        : undefined,
  };
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** Flow scalars: escapes, doubled quotes, and lines that fold into blanks. */
function decodeFlow(
  source: string,
  start: number,
  end: number,
  style: 'single' | 'double' | 'plain',
): { text: string; map: Uint32Array } {
  const map: number[] = [];
  const parts: string[] = [];
  const push = (text: string, at: number): void => {
    parts.push(text);
    for (let i = 0; i < text.length; i++) map.push(at);
  };
  let i = start;
  while (i < end) {
    const c = source[i] ?? '';
    if (style === 'single' && c === "'" && source[i + 1] === "'") {
      push("'", i);
      i += 2;
    } else if (style === 'double' && c === '\\') {
      const next = source[i + 1] ?? '';
      const digits = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
      if (digits > 0) {
        const code = Number.parseInt(source.slice(i + 2, i + 2 + digits), 16);
        push(code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD', i);
        i += 2 + digits;
      } else if (next === '\n' || next === '\r') {
        i += next === '\r' ? 3 : 2;
        while (i < end && (source[i] === ' ' || source[i] === '\t')) i += 1;
      } else {
        push(SIMPLE_ESCAPES[next] ?? next, i);
        i += 2;
      }
    } else if (c === '\n' || (c === '\r' && source[i + 1] === '\n')) {
      while (
        parts.length > 0 &&
        (parts.at(-1) === ' ' || parts.at(-1) === '\t') &&
        !isEscape(source, map.at(-1) ?? 0)
      ) {
        parts.pop();
        map.pop();
      }
      const at = map.length === 0 ? i : (map.at(-1) ?? i) + 1;
      let breaks = 0;
      while (i < end && /[ \t\r\n]/.test(source[i] ?? '')) {
        if (source[i] === '\n') breaks += 1;
        i += 1;
      }
      push(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at);
    } else {
      push(c, i);
      i += 1;
    }
  }
  map.push(end);
  return { text: parts.join(''), map: Uint32Array.from(map) };
}

function isEscape(source: string, at: number): boolean {
  return source[at] === '\\';
}

function encodeSingle(fragment: string): string | undefined {
  return /[\r\n]/.test(fragment) || !isPrintable(fragment) ? undefined : fragment.replaceAll("'", "''");
}

function encodePlain(fragment: string): string | undefined {
  return /[\r\n,[\]{}#:]/.test(fragment) || !isPrintable(fragment) ? undefined : fragment;
}

/** Inside double quotes, for YAML and JSON alike (JSON's strings are YAML's, C1 controls apart). */
export function escapeDouble(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(
      /[\x7f-\x9f\u2028\u2029\uFEFF]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** May the text stand in a YAML stream as it is? */
export function isPrintable(text: string): boolean {
  return (
    text.isWellFormed() &&
    !/[^\t\n\r\x20-\x7e\xa0-\uD7FF\uD800-\uDFFF\uE000-\uFEFE\uFF00-\uFFFD]|[\u2028\u2029]/.test(text)
  );
}
