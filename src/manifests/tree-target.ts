import { EditRefused } from './edit-refused.ts';
import type { Entry, MappingNode, SequenceNode, TreeDocument, TreeNode } from './tree.ts';
import type { NodePath } from './types.ts';

/** A node with what holds it. */
export interface Target {
  readonly document: TreeDocument;
  readonly node: TreeNode;
  /** undefined for a document's root. */
  readonly parent?: MappingNode | SequenceNode;
  /** Position in the parent. */
  readonly index: number;
  /** When the parent is a map. */
  readonly entry?: Entry;
  readonly ancestors: readonly TreeNode[];
  /** Inside `{…}` or `[…]`, or JSON. */
  readonly flow: boolean;
}

/** A file's trees, and where its lines are, for refusals. */
export interface Trees {
  readonly text: string;
  readonly documents: readonly TreeDocument[];
  readonly json: boolean;
  lineAt(index: number): number;
}

/**
 * Walks a path as far as it goes.
 * @returns the last node that is there, and the steps that are missing
 */
export function locate(
  trees: Trees,
  document: number,
  path: NodePath,
): { target: Target; missing: NodePath } {
  const tree = trees.documents[document];
  if (tree === undefined) throw new EditRefused('not-found', 1);
  let target: Target = { document: tree, node: tree.root, index: 0, ancestors: [], flow: trees.json };
  for (const [i, step] of path.entries()) {
    const { node } = target;
    if (node.kind === 'alias') throw new EditRefused('alias', trees.lineAt(node.start));
    const next = node.kind === 'scalar' ? undefined : childOf(trees, target, node, step);
    if (next === undefined) return { target, missing: path.slice(i) };
    target = next;
  }
  return { target, missing: [] };
}

function childOf(
  trees: Trees,
  from: Target,
  node: MappingNode | SequenceNode,
  step: string | number,
): Target | undefined {
  const ancestors = [...from.ancestors, node];
  const flow = from.flow || node.flow;
  const { document } = from;
  if (node.kind === 'sequence') {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined
      ? undefined
      : { document, node: item, parent: node, index: Number(step), ancestors, flow };
  }
  const index = node.entries.findIndex(({ key }) => key === String(step));
  const entry = node.entries[index];
  if (entry === undefined) return undefined;
  if (node.entries.findLastIndex(({ key }) => key === entry.key) !== index)
    throw new EditRefused('duplicate-key', trees.lineAt(entry.keyStart));
  if (entry.explicit) throw new EditRefused('style', trees.lineAt(entry.keyStart));
  return { document, node: entry.value, parent: node, index, entry, ancestors, flow };
}

/** All aliases of a document. */
function aliasesOf(node: TreeNode, found: TreeNode[] = []): TreeNode[] {
  if (node.kind === 'alias') found.push(node);
  else if (node.kind === 'mapping') for (const { value } of node.entries) aliasesOf(value, found);
  else if (node.kind === 'sequence') for (const item of node.items) aliasesOf(item, found);
  return found;
}

/**
 * Refuses what would change other places too: the node or one that holds it is anchored and used elsewhere; or it goes,
 * and something anchored in it is used elsewhere.
 */
export function checkAliases(trees: Trees, target: Target, goes: boolean): void {
  const aliases = aliasesOf(target.document.root);
  if (aliases.length === 0) return;
  const shared = (node: TreeNode): boolean =>
    node.anchor !== undefined &&
    aliases.some((alias) => alias.kind === 'alias' && alias.name === node.anchor);
  const line = trees.lineAt(target.node.start);
  if ([...target.ancestors, target.node].some(shared)) throw new EditRefused('alias', line);
  if (!goes) return;
  const { start, end } = target.node;
  const anchors = new Set(anchorsIn(target.node));
  const outside = aliases.some(
    (alias) =>
      alias.kind === 'alias' && anchors.has(alias.name) && (alias.start < start || alias.start >= end),
  );
  if (outside) throw new EditRefused('alias', line);
}

function anchorsIn(node: TreeNode, found: string[] = []): string[] {
  if (node.anchor !== undefined) found.push(node.anchor);
  if (node.kind === 'mapping') for (const { value } of node.entries) anchorsIn(value, found);
  else if (node.kind === 'sequence') for (const item of node.items) anchorsIn(item, found);
  return found;
}

/** Is there nothing written (`key:`)? */
export function isEmpty(node: TreeNode): boolean {
  return node.kind === 'scalar' && node.type === 'null' && node.start === node.end;
}

/** Where the `:` of an entry ends; undefined when it has none (`{a}`). */
export function behindColon(text: string, entry: Entry): number | undefined {
  const at = /^[ \t]*:/.exec(text.slice(entry.keyEnd, entry.keyEnd + 200));
  return at === null ? undefined : entry.keyEnd + at[0].length;
}

/** Where an entry ends, its colon included when it has no value. */
export function entryEnd(text: string, entry: Entry): number {
  return Math.max(entry.value.end, entry.keyEnd, behindColon(text, entry) ?? 0);
}
