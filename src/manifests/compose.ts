import { readEmbedded } from './embedded.ts';
import { readPlainTree } from './plain-tree.ts';
import type { TreeNode } from './tree.ts';
import type { ValueClass } from './types.ts';
import { inside } from './values.ts';
import type { Place, ValueCollector } from './values.ts';
import { embed } from './walk.ts';
import type { FoundScalar } from './walk.ts';

/**
 * Reads a Compose file: `environment` as map and as list, build arguments, commands, extensions (`x-…`) with anchors.
 * @see https://github.com/compose-spec/compose-spec/blob/main/spec.md
 */
export function readCompose(root: TreeNode, place: Place, collector: ValueCollector): void {
  readPlainTree(root, place, collector, (found) => {
    const { node, path } = found;
    if (path[0] !== 'configs' || path.at(-1) !== 'content') return classOf(found);
    const source = embed(place, node);
    const inner = source === undefined ? undefined : inside(place, source, path);
    return inner !== undefined && readEmbedded('', inner, collector) ? 'skip' : 'literal';
  });
}

const REFERENCES = new Set([
  'secrets',
  'configs',
  'env_file',
  'volumes',
  'networks',
  'depends_on',
  'ports',
  'extends',
  'external_links',
  'volumes_from',
]);

function classOf({ path }: FoundScalar): ValueClass | 'skip' | undefined {
  const [top, , field] = path;
  if (top === 'version' || top === 'name') return 'skip';
  if (top === 'secrets' || top === 'configs') return 'reference';
  if (top === 'services') {
    if (field === 'image' || field === 'container_name') return 'skip';
    // `environment.secrets` would be a variable of that name: only a service's own field counts.
    if (typeof field === 'string' && REFERENCES.has(field)) return 'reference';
    if (field === 'build' && path[3] === 'secrets') return 'reference';
  }
  return undefined;
}
