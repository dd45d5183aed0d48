import type { TreeNode } from './tree.ts';
import type { NodePath } from './types.ts';

/**
 * A tree without places: what a document says. Two documents with equal models differ in layout alone. Anchors, aliases
 * and tags are part of it.
 */
export type Model = ScalarModel | MapModel | ListModel;

interface ScalarModel {
  kind: 'scalar' | 'alias';
  text: string;
  type: string;
  mark: string;
}
export interface MapModel {
  kind: 'map';
  entries: { key: string; value: Model }[];
  mark: string;
}
export interface ListModel {
  kind: 'list';
  items: Model[];
  mark: string;
}

export function modelOf(node: TreeNode): Model {
  const mark = `${node.anchor === undefined ? '' : `&${node.anchor} `}${node.tag ?? ''}`;
  if (node.kind === 'alias') return { kind: 'alias', text: node.name, type: '', mark };
  if (node.kind === 'scalar') return { kind: 'scalar', text: node.text, type: node.type, mark };
  if (node.kind === 'sequence') return { kind: 'list', items: node.items.map(modelOf), mark };
  return {
    kind: 'map',
    entries: node.entries.map(({ key, value }) => ({ key, value: modelOf(value) })),
    mark,
  };
}

export function equalModels(a: Model, b: Model): boolean {
  if (a.kind !== b.kind || a.mark !== b.mark) return false;
  if (a.kind === 'map') {
    const other = b as MapModel;
    return (
      a.entries.length === other.entries.length &&
      a.entries.every(({ key, value }, i) => {
        const pair = other.entries[i];
        return pair !== undefined && pair.key === key && equalModels(value, pair.value);
      })
    );
  }
  if (a.kind === 'list') {
    const { items } = b as ListModel;
    return (
      a.items.length === items.length &&
      a.items.every((item, i) => items[i] !== undefined && equalModels(item, items[i]))
    );
  }
  const other = b as ScalarModel;
  return a.text === other.text && a.type === other.type;
}

/** The node at a path, and what holds it. */
export function modelAt(root: Model, path: NodePath): Model | undefined {
  let at: Model | undefined = root;
  for (const step of path) {
    if (at?.kind === 'map') at = at.entries.find(({ key }) => key === step)?.value;
    else if (at?.kind === 'list' && typeof step === 'number') at = at.items[step];
    else return undefined;
  }
  return at;
}
