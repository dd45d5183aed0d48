import { blockLayout, escapeDouble, mapScalar } from './scalar-text.ts';
import { isPlainSafe } from './scalar-write.ts';
import { EmbeddedSource } from './source.ts';
import { MASK } from './template.ts';
import { resolve } from './tree.ts';
import type { ScalarNode, TreeNode } from './tree.ts';
import { plainType } from './yaml-tree.ts';
import type { NodePath, ValueClass } from './types.ts';
import { formatPath, nameOf } from './values.ts';
import type { NewValue, Place, Slot, ValueCollector } from './values.ts';

export interface FoundScalar {
  readonly node: ScalarNode;
  readonly path: NodePath;
  /** The nodes that hold it, outermost first. */
  readonly parents: readonly TreeNode[];
}

/** Every scalar that is not null, in the order of the text. Aliases are not followed: their anchor was visited. */
export function scalarsOf(root: TreeNode): readonly FoundScalar[] {
  const found: FoundScalar[] = [];
  collect(root, [], [], found);
  return found;
}

function collect(node: TreeNode, path: NodePath, parents: readonly TreeNode[], found: FoundScalar[]): void {
  if (node.kind === 'scalar') {
    if (node.type !== 'null') found.push({ node, path, parents });
  } else if (node.kind === 'mapping') {
    const below = [...parents, node];
    for (const { key, value } of node.entries) collect(value, [...path, key], below, found);
  } else if (node.kind === 'sequence') {
    const below = [...parents, node];
    for (const [i, item] of node.items.entries()) collect(item, [...path, i], below, found);
  }
}

/** Where a scalar's value stands, without quotes or a block's header and last newline. */
export function valueRange(source: string, node: ScalarNode): { start: number; end: number } {
  if (node.style === 'literal' || node.style === 'folded') {
    const { body, indent } = blockLayout(source, node);
    let end = node.end;
    while (end > body && (source[end - 1] === '\n' || source[end - 1] === '\r')) end -= 1;
    return { start: Math.min(body + indent, end), end };
  }
  const first = source[node.start];
  const quoted = node.end - node.start >= 2 && node.style !== 'plain' && (first === '"' || first === "'");
  return quoted ? { start: node.start + 1, end: node.end - 1 } : { start: node.start, end: node.end };
}

/** Adds a scalar as a value. */
export function addScalar(
  collector: ValueCollector,
  place: Place,
  found: { readonly node: ScalarNode; readonly path: NodePath },
  kind: ValueClass,
  more: Partial<NewValue> = {},
): void {
  const { node, path } = found;
  const { text } = place.source;
  const range = valueRange(text, node);
  const masked = node.text.includes(MASK);
  const { root } = place.source;
  const written = (): string =>
    root.text.slice(place.source.toRoot(range.start), place.source.toRoot(range.end));
  const value = more.value ?? (masked ? written() : node.text);
  const onlyActions = masked && node.text.replaceAll(MASK, '').trim() === '';
  const slot = place.outer === undefined ? undefined : innerSlot(text, node);
  collector.add(place, {
    path,
    ...range,
    value,
    class: onlyActions ? 'template' : node.tag === '!vault' ? 'ciphertext' : kind,
    ...(slot === undefined ? {} : { slot }),
    ...more,
  });
  if (kind !== 'literal' && kind !== 'secret') return;
  if (masked || node.text.includes('{{')) addTemplateLiterals(collector, place, path, range, kind, more);
  else if (typeof value === 'string')
    addDefault(collector, place, path, value, more.start ?? range.start, text);
}

/** `{{ .Values.password | default "literal" }}`, `{{ "literal" | b64enc }}`: a text within an action. */
function addTemplateLiterals(
  collector: ValueCollector,
  place: Place,
  path: NodePath,
  range: { readonly start: number; readonly end: number },
  kind: ValueClass,
  { address, name }: Partial<NewValue>,
): void {
  const raw = place.source.text.slice(range.start, range.end);
  for (const match of raw.matchAll(
    /(\bdefault(?:[ \t]{1,4}|\([ \t]{0,4})|\{\{-?[ \t]{0,4})(?:"([^"\\\n]{1,300})"|'([^'\\\n]{1,300})')/g,
  )) {
    const [whole, opener = '', double, single] = match;
    const value = double ?? single ?? '';
    // Jinja calls it: `default('literal')`.
    const start = range.start + match.index + opener.length + 1;
    collector.add(place, {
      path,
      address: `${address ?? formatPath(path)} default`,
      name: name ?? nameOf(path),
      start,
      end: range.start + match.index + whole.length - 1,
      value,
      class: kind,
      part: true,
    });
  }
}

/** `${DB_PASSWORD:-literal}`: the default is a value of its own. */
function addDefault(
  collector: ValueCollector,
  place: Place,
  path: NodePath,
  value: string,
  start: number,
  text: string,
): void {
  // Shells, Compose and Flux write `:-`, Spring a colon alone.
  const match =
    /^\$\{([A-Za-z_]\w{0,200})(:?[-=])([^${}\s][^${}]*)\}$/.exec(value) ??
    /^\$\{([A-Z][A-Z0-9_]{0,200}|[a-z][\w-]{0,60}\.[\w.-]{1,200})(:)([^${}\s?+:/-][^${}]*)\}$/.exec(value);
  if (match === null) return;
  const [, name = '', operator = '', literal = ''] = match;
  const at = start + 2 + name.length + operator.length;
  if (text.slice(at, at + literal.length) !== literal) return;
  const plain = (fragment: string): string | undefined =>
    /[\s"'\\$#{}:]/.test(fragment) ? undefined : fragment;
  const slot = { start: at, end: at + literal.length, write: plain };
  collector.add(place, {
    path,
    address: `${formatPath(path)} ${name}`.trim(),
    name,
    start: at,
    end: at + literal.length,
    value: literal,
    class: 'literal',
    slot,
    part: true,
  });
}

function innerSlot(source: string, node: ScalarNode): Omit<Slot, 'source'> | undefined {
  if (node.anchor !== undefined || node.tag !== undefined || node.text.includes(MASK)) return undefined;
  const { start, end, type } = node;
  if (node.style === 'json' || node.style === 'double')
    return { start, end, write: (text) => `"${escapeDouble(text)}"` };
  if (node.style === 'single')
    return {
      start,
      end,
      write: (text) => (/[\r\n]/.test(text) ? undefined : `'${text.replaceAll("'", "''")}'`),
    };
  if (node.style === 'plain' && !source.slice(start, end).includes('\n'))
    return {
      start,
      end,
      write: (text) =>
        // What stands there shows whether more is allowed than between brackets.
        isPlainSafe(text, isPlainSafe(node.text, true)) && ['string', type].includes(plainType(text))
          ? text
          : `"${escapeDouble(text)}"`,
    };
  return undefined;
}

/** The text of a scalar as a source of its own, so that a file inside it can be read with places of its own. */
export function embed(place: Place, node: TreeNode): EmbeddedSource | undefined {
  const scalar = resolve(node);
  if (scalar?.kind !== 'scalar') return undefined;
  const mapped = mapScalar(place.source.text, scalar);
  return mapped === undefined
    ? undefined
    : new EmbeddedSource(place.source, mapped.text, mapped.map, mapped.encode);
}
