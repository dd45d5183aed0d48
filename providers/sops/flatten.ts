import type { MetadataNode } from './tree.ts';

/**
 * The metadata as flat keys, for formats that have no nesting: `age__list_0__map_enc`.
 * @see https://github.com/getsops/sops/blob/v3.13.3/stores/flatten.go
 */
export function flatten(node: MetadataNode, key = ''): [string, string][] {
  if (Array.isArray(node)) {
    return (node as readonly MetadataNode[]).flatMap((item, i) => flatten(item, `${key}__list_${i}`));
  }
  if (typeof node === 'object') {
    return Object.entries(node).flatMap(([name, value]) =>
      flatten(value, key === '' ? name : `${key}__map_${name}`),
    );
  }
  return [[key, String(node)]];
}

/** The reverse; undefined when the keys contradict each other. */
export function unflatten(entries: Iterable<readonly [string, string]>): unknown {
  const root = new Map<string, unknown>();
  for (const [flat, value] of entries) {
    const steps = flat.split(/(?=__map_|__list_)/);
    let at = root;
    for (const [i, step] of steps.entries()) {
      const key = step.replace(/^__map_/, '.').replace(/^__list_/, '#');
      if (i === steps.length - 1) {
        if (at.has(key)) return undefined;
        at.set(key, value);
        break;
      }
      const next = at.get(key) ?? new Map<string, unknown>();
      if (!(next instanceof Map)) return undefined;
      at.set(key, next);
      at = next as Map<string, unknown>;
    }
  }
  return build(root);
}

function build(node: unknown): unknown {
  if (!(node instanceof Map)) return node;
  const keys = [...(node.keys() as Iterable<string>)];
  if (keys.length > 0 && keys.every((key) => /^#\d{1,4}$/.test(key))) {
    return keys.map((_, i) => build(node.get(`#${i}`)));
  }
  return Object.fromEntries(keys.map((key) => [key.replace(/^\./, ''), build(node.get(key))]));
}
