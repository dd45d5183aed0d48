import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { eolOf, lineEnd, lineStart, type TextEdit } from './text.ts';

/** A YAML file, parsed for finding places; edits are splices of its text. */
export interface YamlFile {
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
}

/** @returns undefined when the text is not YAML that can be edited safely (syntax, duplicate keys, a template) */
export function parseYaml(text: string): YamlFile | undefined {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents)) return { text, documents: [] };
  if (documents.some((document) => document.errors.length > 0)) return undefined;
  return { text, documents };
}

export function toPlain(document: Document.Parsed): unknown {
  return document.toJS({ maxAliasCount: 100 }) as unknown;
}

/** The value of a key of a map node. */
export function getPair(node: unknown, key: string): Pair<Node, Node | null> | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair as Pair<Node, Node | null> | undefined;
}

export function getNode(node: unknown, ...path: readonly (string | number)[]): Node | undefined {
  let at: unknown = node;
  for (const step of path)
    at = typeof step === 'number' ? (isSeq(at) ? at.items[step] : undefined) : getPair(at, step)?.value;
  return (at as Node | null | undefined) ?? undefined;
}

export function getText(node: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = getNode(node, ...path);
  return isScalar(found) && typeof found.value === 'string' ? found.value : undefined;
}

export function itemsOf(node: unknown): readonly Node[] {
  return isSeq(node) ? (node.items as Node[]) : [];
}

/** What leads to the scalar at an offset, outermost first. */
export interface Found {
  readonly document: number;
  /** Keys and indices. */
  readonly path: readonly (string | number)[];
  /** The nodes on the way, as many as path has steps, each holding the next step. */
  readonly parents: readonly (YAMLMap | YAMLSeq)[];
  /** The pair whose value it is, when it stands in a map. */
  readonly pair: Pair<Node, Node | null> | undefined;
  readonly node: Node;
}

/** The value node that covers an offset. */
export function findAt(file: YamlFile, offset: number): Found | undefined {
  for (const [document, { contents }] of file.documents.entries()) {
    if (contents === null || !covers(contents, offset)) continue;
    return descend(contents, offset, document);
  }
  return undefined;
}

function descend(root: Node, offset: number, document: number): Found | undefined {
  const path: (string | number)[] = [];
  const parents: (YAMLMap | YAMLSeq)[] = [];
  let node = root;
  let pair: Pair<Node, Node | null> | undefined;
  for (;;) {
    if (isMap(node)) {
      const hit: unknown = node.items.find((item) => covers(item.value, offset));
      if (!isPair(hit) || !isScalar(hit.key)) return undefined;
      parents.push(node);
      path.push(String(hit.key.value));
      pair = hit as Pair<Node, Node | null>;
      node = hit.value as Node;
    } else if (isSeq(node)) {
      const index = node.items.findIndex((item) => covers(item, offset));
      if (index < 0) return undefined;
      parents.push(node);
      path.push(index);
      pair = undefined;
      node = node.items[index] as Node;
    } else return { document, path, parents, pair, node };
  }
}

function covers(node: unknown, offset: number): boolean {
  const range = rangeOf(node);
  return range !== undefined && range[0] <= offset && offset < Math.max(range[1], range[0] + 1);
}

export function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return (node as { range?: readonly [number, number, number] } | null | undefined)?.range ?? undefined;
}

/** Anchors, aliases or merge keys below a node: editing one place would change, or be changed by, another. */
export function isEntangled(node: unknown): boolean {
  let found = false;
  if (node === null || node === undefined) return false;
  visit(node as Node, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
    Node: (_key, inner) => {
      if (isAlias(inner) || ('anchor' in inner && inner.anchor !== undefined && inner.anchor !== ''))
        found = true;
      return found ? visit.BREAK : undefined;
    },
    Pair: (_key, inner) => {
      if (isScalar(inner.key) && inner.key.value === '<<') found = true;
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}

/** Does any map below the node have one of these keys? */
export function hasKey(node: unknown, keys: readonly string[]): boolean {
  if (isMap(node))
    return node.items.some(
      (item) => (isScalar(item.key) && keys.includes(String(item.key.value))) || hasKey(item.value, keys),
    );
  return isSeq(node) && node.items.some((item) => hasKey(item, keys));
}

/** The indentation that lines of a block collection's children have. */
function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Replaces a pair of a map, key included, by lines of YAML (indented from 0), or by `flow` inside `{…}`. */
export function replacePair(
  file: YamlFile,
  map: YAMLMap,
  pair: Pair<Node, Node | null>,
  lines: readonly string[],
  flow: string,
): TextEdit {
  const [start] = rangeOf(pair.key) ?? [0];
  const value = rangeOf(pair.value);
  const end = value?.[1] ?? rangeOf(pair.key)?.[1] ?? start;
  if (map.flow === true) return { start, end, text: flow };
  // A block scalar's range takes the newline behind it along.
  let tail = '';
  if (file.text[end - 1] === '\n') {
    tail = file.text.slice(end - (file.text[end - 2] === '\r' ? 2 : 1), end);
  }
  const indent = ' '.repeat(columnOf(file.text, start));
  return { start, end, text: lines.join(`${eolOf(file.text)}${indent}`) + tail };
}

/** Takes a pair out of a map with its lines; with its map when it is the only one. Undefined when it cannot be done by lines. */
export function removePair(
  file: YamlFile,
  path: readonly { readonly map: YAMLMap; readonly pair: Pair<Node, Node | null> }[],
): TextEdit | undefined {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const step = path[depth];
    if (step === undefined) return undefined;
    if (step.map.items.length === 1 && depth > 0) continue;
    const [keyStart] = rangeOf(step.pair.key) ?? [0];
    const end = rangeOf(step.pair.value)?.[2] ?? rangeOf(step.pair.key)?.[2] ?? keyStart;
    if (step.map.flow === true) return removeFlowPair(file.text, step.map, step.pair);
    const start = lineStart(file.text, keyStart);
    if (file.text.slice(start, keyStart).trim() !== '') return undefined;
    const stop = file.text[end - 1] === '\n' ? end : lineEnd(file.text, end);
    return { start, end: stop, text: '' };
  }
  return undefined;
}

function removeFlowPair(text: string, map: YAMLMap, pair: Pair<Node, Node | null>): TextEdit | undefined {
  const index = map.items.findIndex((item) => (item as unknown) === pair);
  const next = map.items[index + 1];
  const previous = map.items[index - 1];
  const [start] = rangeOf(pair.key) ?? [0];
  const end = rangeOf(pair.value)?.[1] ?? rangeOf(pair.key)?.[1] ?? start;
  if (next !== undefined) return { start, end: rangeOf(next.key)?.[0] ?? end, text: '' };
  if (previous === undefined) return { start, end, text: '' };
  return { start: rangeOf(previous.value)?.[1] ?? rangeOf(previous.key)?.[1] ?? start, end, text: '' };
}

// Keys that are made at the end of a kustomization stand there in this order.
const madeKeys = ['resources', 'generators', 'configurations'];

/**
 * Adds an item to the sequence under a top-level key; makes the key when there is none.
 * @param isMade did another edit make the key?
 */
export function addToList(
  file: YamlFile,
  document: Document.Parsed,
  key: string,
  item: string,
  isMade = false,
): TextEdit | undefined {
  const { text } = file;
  const eol = eolOf(text);
  const root = document.contents;
  if (!isMap(root) || root.flow === true) return undefined;
  const pair = getPair(root, key);
  const list = pair?.value;
  if (pair !== undefined && isSeq(list) && list.items.length > 0) {
    const last = rangeOf(list.items.at(-1));
    const first = rangeOf(list.items[0]);
    if (last === undefined || first === undefined) return undefined;
    if (list.flow === true) return { start: last[1], end: last[1], text: `, ${item}` };
    const dash = text.lastIndexOf('-', first[0] - 1);
    const indent = text.slice(lineStart(text, dash), dash);
    if (indent.trim() !== '') return undefined;
    return insertLine(text, last[1], `${indent}- ${item}`, eol);
  }
  if (pair === undefined) {
    const end = rangeOf(root)?.[1] ?? text.length;
    const line = isMade ? `- ${item}` : `${key}:${eol}- ${item}`;
    // Behind the items that are added to a list that ends here.
    return { ...insertLine(text, end, line, eol), order: 1 + madeKeys.indexOf(key) };
  }
  const range = rangeOf(list);
  const keyEnd = rangeOf(pair.key)?.[1] ?? 0;
  const colon = text.indexOf(':', keyEnd);
  if (
    range === undefined ||
    colon < 0 ||
    (list !== null && !isSeq(list) && !(isScalar(list) && list.value === null))
  )
    return undefined;
  const end = Math.max(range[1], colon + 1);
  return { start: isMade ? end : colon + 1, end, text: `${eol}- ${item}` };
}

/** A new line behind the line of an offset. */
function insertLine(text: string, offset: number, line: string, eol: string): TextEdit {
  const at = offset > 0 && text[offset - 1] === '\n' ? offset : lineEnd(text, offset);
  const open = at > 0 && text[at - 1] !== '\n';
  return { start: at, end: at, text: open ? `${eol}${line}` : `${line}${eol}` };
}

/** A scalar as YAML writes it safely: plain where nothing can be mistaken, else double-quoted (which JSON is). */
export function quoted(text: string): string {
  if (
    /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(text) &&
    !/^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(text)
  )
    return text;
  return doubleQuoted(text);
}

/** JSON's strings are YAML's double-quoted ones, apart from DEL and the C1 controls, which YAML wants escaped. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
