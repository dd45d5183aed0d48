import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  visit,
  type CST,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { lineCounter, MAX_DEPTH, refuse, type Edit, type LayoutOptions, type Leaf } from '../tree.ts';
import type { MetadataBlock, ParsedFile } from '../tree.ts';
import { placeComments, type Container, type Entry } from './yaml-comments.ts';
import { renderYaml } from './yaml-render.ts';
import { resolveScalar } from './yaml-scalar.ts';

/** An alias may repeat its anchor's leaves: together no more than this. */
const MAX_LEAVES = 200_000;
const ENCRYPTED_KEY = 'sops';

interface Place {
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly keys: readonly string[];
  readonly chain: readonly Entry[];
  readonly flow: boolean;
  /** Inside an anchor that something points at, or reached through an alias. */
  readonly shared: boolean;
  /** Reached through an alias: its text stands elsewhere. */
  readonly alias: boolean;
  readonly depth: number;
}

/** What one document adds to a file. */
interface DocumentEnd {
  readonly root: YAMLMap | undefined;
  readonly block: Pair<Node, Node | null> | undefined;
  /** Where its last line ends: the next `---` or `...`, or the end of the file. */
  readonly boundary: number;
}

/**
 * YAML as SOPS reads it (go-yaml v3), every leaf with its place in the file.
 * @see https://github.com/getsops/sops/blob/v3.13.3/stores/yaml/store.go
 */
export function parseYaml(source: string, options: LayoutOptions): ParsedFile {
  const lineOf = lineCounter(source);
  checkCharacters(source, lineOf);
  const { tokens, documents } = compose(source, lineOf);
  const leaves: Leaf[] = [];
  const entries: Entry[] = [];
  const roots: Container[] = [];
  const ends: DocumentEnd[] = [];
  let count = 0;

  const column = (offset: number): number =>
    offset - Math.max(source.lastIndexOf('\n', offset - 1) + 1, source.startsWith('\uFEFF') ? 1 : 0);

  const fail = (offset: number, reason: string, hint?: string): Error => refuse(reason, hint, lineOf(offset));

  const walk = (node: Node | null | undefined, place: Place, doc: Document): void => {
    if (place.depth > MAX_DEPTH)
      throw refuse(`nested deeper than ${MAX_DEPTH} levels, or an alias inside its anchor`);
    if (node === null || node === undefined) return;
    const at = node.range?.[0] ?? 0;
    if (isAlias(node)) {
      const target = node.resolve(doc);
      if (target === undefined) throw fail(at, 'an alias without an anchor');
      // Its comments and places belong to the anchor; only the values count again.
      walk(target, { ...place, shared: true, alias: true, depth: place.depth + 1 }, doc);
      return;
    }
    const anchored = 'anchor' in node && typeof node.anchor === 'string' && aliased(doc, node.anchor);
    const inside = { ...place, shared: place.shared || anchored, depth: place.depth + 1 };
    if (isScalar(node)) {
      const value = leafValue(node, (why) => fail(at, why));
      if (value === undefined) return;
      if (++count > MAX_LEAVES) throw refuse(`more than ${MAX_LEAVES} values`);
      leaves.push({
        ...pick(inside),
        comment: false,
        comments: place.chain.map((link) => link.comments),
        line: lineOf(at),
        value,
        shared: inside.shared,
        replace: (ciphertext) => replaceScalar(source, node, ciphertext, place.flow, (why) => fail(at, why)),
      });
      return;
    }
    if (isMap(node) || isSeq(node)) {
      const container: Container = {
        keys: place.keys,
        path: place.path,
        document: place.document,
        parents: place.chain,
      };
      const flow = place.flow || node.flow === true;
      if (!isMap(node)) {
        for (const [i, item] of node.items.entries()) {
          const start = (item as Node | null)?.range?.[0] ?? at;
          const own = open(container, start, item as Node | null, inside, place.keys);
          walk(
            item as Node | null,
            { ...inside, flow, path: [...place.path, i], chain: [...place.chain, own] },
            doc,
          );
        }
        return;
      }
      for (const pair of node.items as Pair<Node, Node | null>[]) {
        const key = keyOf(pair, (why) => fail(pair.key?.range?.[0] ?? at, why));
        const own = open(container, pair.key?.range?.[0] ?? at, pair.value, inside, [...place.keys, key]);
        if (place.path.length === 0 && key === ENCRYPTED_KEY) continue;
        const below = { ...inside, flow, path: [...place.path, key], keys: [...place.keys, key] };
        walk(pair.value, { ...below, chain: [...place.chain, own] }, doc);
      }
      return;
    }
    throw fail(at, 'a node that SOPS does not know');
  };

  const open = (
    container: Container,
    offset: number,
    value: Node | null,
    place: Place,
    inside: readonly string[],
  ): Entry => {
    const scalar = value === null || isScalar(value) || isAlias(value);
    const within = !scalar && (value as YAMLMap).flow === true ? inside : undefined;
    const entry: Entry = { container, offset, column: column(offset), scalar, flow: within, comments: [] };
    if (!place.alias) entries.push(entry);
    return entry;
  };

  for (const [document, { doc, boundary }] of documents.entries()) {
    const root = doc.contents;
    const block = isMap(root)
      ? (root.items as Pair<Node, Node | null>[]).find(
          (pair) => isScalar(pair.key) && pair.key.value === ENCRYPTED_KEY,
        )
      : undefined;
    const empty = root === null || (isScalar(root) && root.value === '' && root.type === 'PLAIN');
    if (!empty && !isMap(root))
      throw fail(root.range?.[0] ?? 0, 'SOPS encrypts YAML documents whose top level is a mapping');
    roots.push({ keys: [], path: [], document, parents: [] });
    ends.push({ root: isMap(root) ? root : undefined, block, boundary });
    const top = {
      document,
      path: [],
      keys: [],
      chain: [],
      flow: false,
      shared: false,
      alias: false,
      depth: 0,
    };
    if (isMap(root)) walk(root, top, doc);
  }

  const hidden = ends.flatMap(({ block }) => (block === undefined ? [] : [blockRange(source, block)]));
  const boundaries = documents.map(({ boundary }) => boundary);
  leaves.push(
    ...placeComments({ source, comments: commentTokens(tokens), entries, roots, boundaries, hidden, lineOf }),
  );

  return {
    leaves,
    metadata: plain(ends[0]?.block?.value, 0),
    writeMetadata: (metadata) =>
      ends.flatMap((end, i) => writeBlock(source, end, i, metadata, options, column)),
  };
}

function compose(
  source: string,
  lineOf: (offset: number) => number,
): { tokens: CST.Token[]; documents: { doc: Document; boundary: number }[] } {
  let tokens: CST.Token[];
  let docs: Document[];
  try {
    tokens = [...new Parser().parse(source)];
    // Every scalar a string: what a plain one means, go-yaml's rules decide.
    docs = [...new Composer({ schema: 'failsafe', keepSourceTokens: true }).compose(tokens)] as Document[];
  } catch {
    throw refuse('not valid YAML');
  }
  const marks = tokens.flatMap((token) => {
    if (token.type === 'doc-end') return [token.offset];
    if (token.type !== 'document') return [];
    return token.start.filter((part) => part.type === 'doc-start').map((part) => part.offset);
  });
  const documents = docs.map((doc) => {
    // go-yaml lets a closing bracket stand at any column, and writes it so itself.
    const error = doc.errors.find(
      ({ code, pos }) => code !== 'BAD_INDENT' || !/[}\]]/.test(source[pos[0]] ?? ''),
    );
    if (error !== undefined) {
      const why = error.code === 'DUPLICATE_KEY' ? 'the same key twice in one mapping' : 'not valid YAML';
      throw refuse(why, undefined, lineOf(error.pos[0]));
    }
    const [start = 0, end = 0] = doc.range ?? [];
    const boundary = marks.find((mark) => mark >= end && mark > start) ?? source.length;
    return { doc, boundary };
  });
  return { tokens, documents };
}

/** What go-yaml's reader refuses or takes for a line break; inside an encrypted value it does no harm. */
function checkCharacters(source: string, lineOf: (offset: number) => number): void {
  const lone = /\r(?!\n)/.exec(source);
  if (lone !== null)
    throw refuse('a carriage return without a line feed', 'use LF or CRLF', lineOf(lone.index));
}

const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\u0085\u2028\u2029]|(?!^)\ufeff/;

/** Would go-yaml read the text differently, or not at all? Checked on what is left in clear. */
export function unreadableCharacter(source: string): number | undefined {
  return UNREADABLE.exec(source)?.index;
}

function keyOf(pair: Pair<Node, Node | null>, fail: (why: string) => Error): string {
  const { key } = pair;
  if (!isScalar(key)) throw fail('a key that is no text, which SOPS refuses');
  const value = String(key.value);
  const resolved = resolveScalar(value, key.type === 'PLAIN', key.tag);
  // `<<` is a key to SOPS: it keeps a merge as it is, and expands what it points at.
  if (resolved.type !== 'str' || key.tag === 'tag:yaml.org,2002:binary') {
    throw fail('a key that is no text (a number, a boolean, null), which SOPS refuses: quote it');
  }
  return value;
}

function leafValue(node: Scalar, fail: (why: string) => Error): Leaf['value'] | undefined {
  const resolved = resolveScalar(scalarText(node), node.type === 'PLAIN', node.tag);
  if (resolved.type === 'null') return undefined;
  if (resolved.type === 'unsupported') throw fail('why' in resolved ? resolved.why : 'unsupported');
  return resolved;
}

/** A scalar's text: under the failsafe schema every value is a string, but for `!!merge`. */
function scalarText(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}

function aliased(doc: Document, anchor: string): boolean {
  let names = ALIASES.get(doc);
  if (names === undefined) {
    const found = new Set<string>();
    visit(doc, { Alias: (_, node) => void found.add(node.source) });
    names = found;
    ALIASES.set(doc, names);
  }
  return names.has(anchor);
}
const ALIASES = new WeakMap<Document, Set<string>>();

function pick(place: Place): Pick<Leaf, 'document' | 'path' | 'keys'> {
  return { document: place.document, path: place.path, keys: place.keys };
}

/** A value's range, its core tag included: `!!int ENC[…]` would not load. */
function replaceScalar(
  source: string,
  node: Scalar,
  ciphertext: string,
  flow: boolean,
  fail: (why: string) => Error,
): Edit[] {
  const [start = 0, end = 0] = node.range ?? [];
  const edits: Edit[] = [];
  if (node.tag?.startsWith('tag:yaml.org,2002:') === true || node.tag?.startsWith('!!') === true) {
    const before = source.slice(Math.max(0, start - 300), start);
    const tag = /(?:!<[^>\s]*>|!\S*)(?=(?:[ \t]+&\S+)?\s+$)/.exec(before);
    if (tag === null) throw fail('a tag that stands too far from its value');
    const from = start - before.length + tag.index;
    edits.push({ start: from, end: from + tag[0].length, text: '' });
  }
  const token = node.srcToken;
  if (token?.type !== 'block-scalar') {
    return [...edits, { start, end, text: flow ? JSON.stringify(ciphertext) : ciphertext }];
  }
  const header = token.props.find((part) => part.type === 'block-scalar-header');
  const last = token.props.at(-1);
  if (header === undefined || last === undefined || !('source' in header) || !('source' in last)) {
    throw fail('a block scalar without a header');
  }
  edits.push({ start: header.offset, end: header.offset + header.source.length, text: ciphertext });
  const content = last.offset + last.source.length;
  // Empty lines behind the text stay as they are.
  const written = token.source.trimEnd().length;
  const line = token.source.indexOf('\n', written);
  const body = written === 0 || line === -1 ? token.source.length : line + 1;
  const length = /^(?:\r?\n)*$/.test(token.source.slice(body)) ? body : token.source.length;
  // A text that ends the file without a line break takes the one before it along.
  const open = length === token.source.length && !token.source.endsWith('\n') && length > 0;
  return [...edits, { start: open ? last.offset : content, end: content + length, text: '' }];
}

/** A node as plain data; every scalar its text. Without a prototype, so that a key `__proto__` is only a key. */
function plain(node: Node | null | undefined, depth: number): unknown {
  if (node === null || node === undefined || depth > MAX_DEPTH) return undefined;
  if (isScalar(node)) return scalarText(node);
  if (isSeq(node)) return node.items.map((item) => plain(item as Node | null, depth + 1));
  if (!isMap(node)) return undefined;
  const out = Object.create(null) as Record<string, unknown>;
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    if (isScalar(pair.key)) out[String(pair.key.value)] = plain(pair.value, depth + 1);
  }
  return out;
}

function blockRange(source: string, block: Pair<Node, Node | null>): { start: number; end: number } {
  const start = block.key.range?.[0] ?? 0;
  const end = block.value?.range?.[1] ?? start;
  return { start, end: start + source.slice(start, end).trimEnd().length };
}

function writeBlock(
  source: string,
  end: DocumentEnd,
  index: number,
  metadata: MetadataBlock,
  options: LayoutOptions,
  column: (offset: number) => number,
): Edit[] {
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  const { root, block, boundary } = end;
  if (root === undefined && index > 0) return [];
  if (root?.flow === true) {
    const property = `"sops": ${JSON.stringify(metadata)}`;
    if (block !== undefined) return [{ ...blockRange(source, block), text: property }];
    const close = (root.range?.[1] ?? 1) - 1;
    const lead = /[,{]\s*$/.test(withoutComments(source.slice(root.range?.[0] ?? 0, close))) ? '' : ', ';
    const space =
      /\s$/.test(source.slice(0, close)) && lead !== '' ? source.slice(0, close).trimEnd().length : close;
    return [{ start: space, end: space, text: lead + property }];
  }
  const base =
    root === undefined ? 0 : column(root.items[0] === undefined ? 0 : keyStart(root.items[0] as Pair<Node>));
  const unit = options.indent ?? detectIndent(root, column) ?? 4;
  const text = renderYaml({ sops: metadata }, unit, base, eol);
  if (block !== undefined) return [{ ...blockRange(source, block), text: text.trim() }];
  const lead = boundary === 0 || source[boundary - 1] === '\n' ? '' : eol;
  return [{ start: boundary, end: boundary, text: lead + text }];
}

function withoutComments(text: string): string {
  return text.replaceAll(/(^|\s)#[^\n]*/g, '$1');
}

function keyStart(pair: Pair<Node>): number {
  return pair.key.range?.[0] ?? 0;
}

/** The indentation of the first mapping inside a block mapping. */
function detectIndent(root: YAMLMap | undefined, column: (offset: number) => number): number | undefined {
  for (const pair of (root?.items ?? []) as Pair<Node, Node | null>[]) {
    const inner = isMap(pair.value) && pair.value.flow !== true ? pair.value.items[0] : undefined;
    if (inner === undefined) continue;
    const width = column(keyStart(inner as Pair<Node>)) - column(keyStart(pair));
    if (width >= 1 && width <= 10) return Math.max(2, width);
  }
  return undefined;
}

function commentTokens(tokens: readonly CST.Token[]): { offset: number; text: string }[] {
  const found: { offset: number; text: string }[] = [];
  const stack: unknown[] = [...tokens];
  while (stack.length > 0) {
    const item = stack.pop();
    if (Array.isArray(item)) stack.push(...(item as unknown[]));
    else if (typeof item === 'object' && item !== null) {
      const token = item as { type?: unknown; offset?: unknown; source?: unknown };
      if (token.type === 'comment' && typeof token.offset === 'number' && typeof token.source === 'string') {
        found.push({ offset: token.offset, text: token.source });
      } else stack.push(...Object.values(item));
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}
