import { addPair } from './plain-tree.ts';
import { readEmbedded } from './embedded.ts';
import { isPublicKey } from './kubernetes-secret.ts';
import type { TreeNode } from './tree.ts';
import { formatPath, inside } from './values.ts';
import type { Place, ValueCollector } from './values.ts';
import { addScalar, embed, scalarsOf } from './walk.ts';

/** Fields that hold paths, names and settings: never a value. */
const NO_VALUES =
  /^(?:apiVersion|kind|metadata|resources|bases|components|crds|generators|transformers|validators|configurations|namespace|namePrefix|nameSuffix|images|labels|commonLabels|replicas|patchesStrategicMerge|openapi|replacements|vars)$/;

/**
 * Reads a kustomization: generators' literals, and patches that stand in it. Files and env files are references.
 * @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export function readKustomization(root: TreeNode, place: Place, collector: ValueCollector): void {
  for (const found of scalarsOf(root)) {
    const { path, node } = found;
    const [field, , inner] = path;
    if (field === 'secretGenerator' || field === 'configMapGenerator') {
      if (inner === 'literals') {
        const key = node.text.slice(0, Math.max(0, node.text.indexOf('=')));
        const kind = field === 'secretGenerator' && !isPublicKey(key) ? 'secret' : 'literal';
        if (!addPair(found, place, collector, kind, true)) addScalar(collector, place, found, kind);
      } else if (inner === 'files' || inner === 'envs' || inner === 'env')
        addScalar(collector, place, found, 'reference');
      continue;
    }
    const inline = /\n|^\s*[[{]/.test(node.text);
    if (typeof field === 'string' && NO_VALUES.test(field) && !(field === 'patchesStrategicMerge' && inline))
      continue;
    if (inline) {
      const source = embed(place, node);
      if (
        source !== undefined &&
        readEmbedded(
          'patch.yaml',
          inside(place, source, path, `${place.prefix}${formatPath(path)} `),
          collector,
        )
      )
        continue;
    }
    if (path.at(-1) === 'path' || path.includes('target')) continue;
    addScalar(collector, place, found, 'literal');
  }
}
