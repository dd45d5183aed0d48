import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document as YamlDocument, Node, Pair, Scalar } from 'yaml';
import type { DecodedText } from './text.ts';
import type { DocumentProblem } from './types.ts';

/** Beyond these a document is scanned as text: the parser's time grows faster than the input. */
const limits = { bytes: 4 * 1024 * 1024, depth: 100, flowDepth: 60 };

/** A scalar of a document with the way that leads to it. */
export interface YamlScalar {
  readonly path: readonly (string | number)[];
  readonly value: string;
  /** UTF-16 offsets of the value as stored, without quotes or a block's header. */
  readonly start: number;
  readonly end: number;
  /** `PLAIN`, `QUOTE_DOUBLE`, `BLOCK_LITERAL`, … */
  readonly style: string;
  readonly tag: string | undefined;
}

export interface YamlTree {
  readonly documents: readonly { readonly root: Node | null; readonly start: number; readonly end: number }[];
  readonly problems: readonly DocumentProblem[];
}

/** Parses YAML or JSON. What does not parse is a problem; the documents before it are kept. */
export function parseYaml(text: string, lineAt: (offset: number) => number): YamlTree {
  const limit = overLimit(text);
  if (limit !== undefined) return { documents: [], problems: [{ code: 'limit', line: 1, message: limit }] };
  const parsed = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', strict: false });
  const documents: { root: Node | null; start: number; end: number }[] = [];
  const problems: DocumentProblem[] = [];
  if (!Array.isArray(parsed)) return { documents, problems };
  for (const document of parsed as YamlDocument.Parsed[]) {
    const [error] = document.errors;
    if (error !== undefined) {
      // The parser's message quotes the input, so only its code and place are kept.
      problems.push({
        code: 'syntax',
        line: lineAt(error.pos[0]),
        message: `not valid YAML (${error.code})`,
      });
      continue;
    }
    documents.push({
      root: document.contents as Node | null,
      start: document.range[0],
      end: document.range[2],
    });
  }
  return { documents, problems };
}

/** A linear look before parsing. */
function overLimit(text: string): string | undefined {
  if (text.length > limits.bytes) return `larger than ${limits.bytes >> 20} MiB`;
  let flow = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) {
      if (++flow > limits.flowDepth) return `nested deeper than ${limits.flowDepth}`;
    } else if (c === 0x5d || c === 0x7d) flow = Math.max(0, flow - 1);
  }
  if (/^[ \t]{1000}\S/m.test(text) || /(?:- ){60}/.test(text)) return `nested deeper than ${limits.depth}`;
  return undefined;
}

/** Every scalar value below a node, in the order of the document. Aliases are not followed: their anchor was visited. */
export function* scalarsOf(
  node: unknown,
  text: string,
  path: readonly (string | number)[] = [],
): Generator<YamlScalar> {
  if (path.length > limits.depth) return;
  if (isMap(node)) {
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '?';
      yield* scalarsOf(pair.value, text, [...path, key]);
    }
  } else if (isSeq(node)) {
    for (const [i, item] of node.items.entries()) yield* scalarsOf(item, text, [...path, i]);
  } else if (isScalar(node)) {
    const scalar = toScalar(node, text, path);
    if (scalar !== undefined) yield scalar;
  }
}

function toScalar(node: Scalar, text: string, path: readonly (string | number)[]): YamlScalar | undefined {
  const range = node.range;
  if (range === undefined || range === null || node.value === null) return undefined;
  let [start, end] = range;
  const style = node.type ?? 'PLAIN';
  if (style === 'QUOTE_DOUBLE' || style === 'QUOTE_SINGLE') {
    start++;
    end--;
  } else if (style.startsWith('BLOCK')) {
    const header = text.indexOf('\n', start);
    start = header === -1 || header >= end ? end : header + 1;
    while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  }
  const value = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  return { path, value, start, end, style, tag: node.tag };
}

/** The value under a key path, or undefined. */
export function nodeAt(node: unknown, ...path: readonly (string | number)[]): unknown {
  let at: unknown = node;
  for (const step of path) {
    if (typeof step === 'number') at = isSeq(at) ? at.items[step] : undefined;
    else at = pairOf(at, step)?.value;
  }
  return at ?? undefined;
}

/** The last pair with this key: what a reader takes where keys are duplicate. */
export function pairOf(node: unknown, key: string): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.findLast((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Text of a scalar at a path. */
export function textAt(node: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = nodeAt(node, ...path);
  if (!isScalar(found)) return undefined;
  return typeof found.value === 'string'
    ? found.value
    : found.value === null
      ? undefined
      : String(found.value);
}

export function itemsAt(node: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = nodeAt(node, ...path);
  return isSeq(found) ? found.items : [];
}

export function isAliasNode(node: unknown): boolean {
  return isAlias(node);
}

/** Byte range of a node. */
export function spanOf(node: unknown, decoded: DecodedText): { start: number; end: number } {
  const range = (node as { range?: readonly [number, number, number] } | undefined)?.range;
  return { start: decoded.toByte(range?.[0] ?? 0), end: decoded.toByte(range?.[1] ?? 0) };
}
