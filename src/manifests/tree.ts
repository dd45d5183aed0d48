/** The shape that YAML, JSON and TOML share. Offsets are indexes into the text that was parsed; ends are exclusive. */
export type TreeNode = ScalarNode | MappingNode | SequenceNode | AliasNode;

interface NodeBase {
  readonly start: number;
  readonly end: number;
  readonly anchor?: string;
  /** Only tags that the format itself does not resolve: `!vault`, `!Sub`. */
  readonly tag?: string;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'json' | 'toml';
export type ScalarType = 'string' | 'number' | 'boolean' | 'null' | 'time';

/** `start` to `end` takes quotes and a block's header in. */
export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: ScalarStyle;
  readonly type: ScalarType;
}

export interface Entry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Written as `? key`, or a key that is no scalar: read, never edited. */
  readonly explicit: boolean;
  readonly value: TreeNode;
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly TreeNode[];
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  /** The anchored node before it; undefined where there is none. */
  readonly target: TreeNode | undefined;
}

/** One YAML document (or the only one of another format). */
export interface TreeDocument {
  readonly root: TreeNode;
  /** From its `---` (if it has one) to the next document. */
  readonly start: number;
  readonly end: number;
  /** Begins with a `---` line. */
  readonly explicit: boolean;
}

export interface TreeProblem {
  readonly code: 'syntax' | 'limit' | 'template' | 'duplicate-key' | 'alias';
  readonly at: number;
  readonly message: string;
}

export interface ParsedTree {
  readonly documents: readonly TreeDocument[];
  readonly problems: readonly TreeProblem[];
}

/** Follows an alias to its node. */
export function resolve(node: TreeNode | undefined): Exclude<TreeNode, AliasNode> | undefined {
  let at = node;
  for (let hops = 0; at?.kind === 'alias' && hops < 20; hops++) at = at.target;
  return at === undefined || at.kind === 'alias' ? undefined : at;
}

/** The value under a key of a map (the last, where it is written twice); merge keys are looked through. */
export function get(node: TreeNode | undefined, key: string, depth = 0): TreeNode | undefined {
  const map = resolve(node);
  if (map?.kind !== 'mapping') return undefined;
  const found = map.entries.findLast((entry) => entry.key === key);
  if (found !== undefined) return found.value;
  const merged = depth > 10 ? undefined : map.entries.find((entry) => entry.key === '<<')?.value;
  if (merged === undefined) return undefined;
  const sources = merged.kind === 'sequence' ? merged.items : [merged];
  for (const source of sources) {
    const value = get(source, key, depth + 1);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function getPath(node: TreeNode | undefined, ...keys: string[]): TreeNode | undefined {
  return keys.reduce((at, key) => get(at, key), node);
}

/** A scalar's text; undefined for null and for all that is no scalar. */
export function textOf(node: TreeNode | undefined): string | undefined {
  const scalar = resolve(node);
  return scalar?.kind === 'scalar' && scalar.type !== 'null' ? scalar.text : undefined;
}

export function entriesOf(node: TreeNode | undefined): readonly Entry[] {
  const map = resolve(node);
  return map?.kind === 'mapping' ? map.entries : [];
}

export function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  const list = resolve(node);
  return list?.kind === 'sequence' ? list.items : [];
}
