import { isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { TreeDocument, TreeNode } from './tree.ts';

/** How a file is written: what added nodes have to look like. */
export interface Layout {
  readonly eol: string;
  /** Spaces a level. */
  readonly step: number;
  /** `key:` and `- item` below it at one column. */
  readonly flatLists: boolean;
}

/** Reads the layout off the collections that a file has. */
export function layoutOf(text: string, documents: readonly TreeDocument[]): Layout {
  const steps = new Map<number, number>();
  let flat = 0;
  let indented = 0;
  const look = (node: TreeNode, column: number, depth: number): void => {
    if (depth > 120) return;
    if (node.kind === 'mapping' && !node.flow) {
      const [first] = node.entries;
      if (first === undefined) return;
      const own = columnAt(text, first.keyStart);
      if (column >= 0 && own > column) steps.set(own - column, (steps.get(own - column) ?? 0) + 1);
      for (const { value } of node.entries) {
        if (value.kind === 'sequence' && !value.flow && value.items.length > 0) {
          const dash = columnAt(text, value.start);
          if (dash === own) flat += 1;
          else {
            indented += 1;
            steps.set(dash - own, (steps.get(dash - own) ?? 0) + 1);
          }
          for (const item of value.items) look(item, -1, depth + 1);
        } else look(value, own, depth + 1);
      }
    } else if (node.kind === 'sequence' && !node.flow)
      for (const item of node.items) look(item, -1, depth + 1);
  };
  for (const { root } of documents) look(root, -1, 0);
  const [step] = [...steps].filter(([width]) => width >= 1 && width <= 8).sort((a, b) => b[1] - a[1])[0] ?? [
    2,
  ];
  return {
    eol: eolOf(text),
    step,
    // Without a list to go by: as kubectl and kustomize write it, unless the file is indented otherwise.
    flatLists: flat > indented || (flat === 0 && indented === 0 && step === 2),
  };
}

function eolOf(text: string): string {
  const newline = text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where a line's content ends: before its line break. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  if (newline === -1) return text.length;
  return newline > at && text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Behind the line's break. */
export function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}

export function columnAt(text: string, at: number): number {
  const start = lineStart(text, at);
  return at - (start === 0 && text.startsWith('\uFEFF') ? 1 : start);
}

/** A node of ours (YAML text from column 0), as the file would write it. */
export interface Fragment {
  /** Lines from column 0, without line breaks; comments are kept. */
  readonly lines: readonly string[];
  /** On one line, for `{…}` and `[…]`; also JSON where `json` was asked for. */
  readonly inline: string;
  /** A block map or list: it goes on lines of its own below its key. */
  readonly block: boolean;
  readonly list: boolean;
}

/** @returns undefined when the text is not one YAML node */
export function readFragment(text: string, layout: Layout, json = false): Fragment | undefined {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', keepSourceTokens: false });
  if (document.errors.length > 0 || document.contents === null) return undefined;
  const node: unknown = document.contents;
  const collection = isMap(node) || isSeq(node);
  const block = collection && node.flow !== true && node.items.length > 0;
  const string = document
    .toString({ indent: Math.max(layout.step, 1), indentSeq: !layout.flatLists, lineWidth: 0 })
    .replace(/\n$/, '');
  const plain: unknown = document.toJS({ maxAliasCount: 100 });
  let inline: string;
  if (json) inline = JSON.stringify(plain) ?? 'null';
  else {
    const copy = document.clone();
    copy.commentBefore = null;
    copy.comment = null;
    visit(copy, {
      Node: (_key, inner) => {
        inner.comment = null;
        inner.commentBefore = null;
        inner.spaceBefore = false;
        if (isMap(inner) || isSeq(inner)) inner.flow = true;
        if (isScalar(inner) && (inner.type === 'BLOCK_LITERAL' || inner.type === 'BLOCK_FOLDED'))
          inner.type = 'QUOTE_DOUBLE';
      },
    });
    inline = copy.toString({ lineWidth: 0, flowCollectionPadding: false }).trim();
    // Long flow collections are broken over lines by the library.
    if (inline.includes('\n')) inline = JSON.stringify(plain);
  }
  return { lines: string.split('\n'), inline, block, list: isSeq(node) };
}
