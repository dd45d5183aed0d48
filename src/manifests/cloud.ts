import { readEmbedded } from './embedded.ts';
import { addPair, readPlainTree } from './plain-tree.ts';
import type { TreeNode } from './tree.ts';
import { entriesOf, get, textOf } from './tree.ts';
import { formatPath, inside } from './values.ts';
import type { Place, ValueCollector } from './values.ts';
import { addScalar, embed } from './walk.ts';
import type { FoundScalar } from './walk.ts';
import type { ValueClass } from './types.ts';

/**
 * Reads every other tree of keys and values: Helm values, application settings, CloudFormation and SAM, ECS task
 * definitions, serverless.yml, Ansible variables, Terraform state, `docker config.json`, notebooks, Postman and
 * Insomnia collections. What they declare to be secret, and what points elsewhere, is told by the keys.
 */
export function readCloudTree(root: TreeNode, place: Place, collector: ValueCollector): void {
  const dockerConfig = get(root, 'auths') !== undefined;
  const hosts = entriesOf(root);
  const dockercfg = hosts.length > 0 && hosts.every(({ value }) => textOf(get(value, 'auth')) !== undefined);
  readPlainTree(root, place, collector, (found) => {
    const kind = classOf(found, root);
    if (kind !== undefined) return kind;
    if ((dockerConfig && found.path[0] === 'auths') || dockercfg)
      return addDockerAuth(found, place, collector);
    return addFile(found, place, collector);
  });
}

/** Functions and fields of cloud templates that point to a store or to another resource. */
const INTRINSIC = /^(?:Ref|Fn::(?!Sub$|Join$)\w+|!Ref|!GetAtt|!ImportValue)$/;

function classOf({ path, node }: FoundScalar, root: TreeNode): ValueClass | 'skip' | undefined {
  if (
    node.tag === '!Ref' ||
    node.tag === '!GetAtt' ||
    node.tag === '!ImportValue' ||
    node.tag === '!reference' ||
    node.tag === '!vault-encrypted'
  )
    return 'reference';
  if (node.tag === '!vault') return 'ciphertext';
  if (
    path[0] === 'sops' &&
    get(root, 'sops') !== undefined &&
    textOf(get(get(root, 'sops'), 'mac')) !== undefined
  )
    return 'ciphertext';
  // ECS: `secrets: [{name, valueFrom}]`.
  if (path.some((step) => typeof step === 'string' && INTRINSIC.test(step))) return 'reference';
  return undefined;
}

/** `auths.<registry>.auth` is base64 of `user:password`. */
function addDockerAuth(
  found: FoundScalar,
  place: Place,
  collector: ValueCollector,
): 'skip' | 'secret' | 'literal' {
  const key = found.path.at(-1);
  if (key === 'auth' && found.node.text !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(found.node.text)) {
    const value = new Uint8Array(Buffer.from(found.node.text, 'base64'));
    addScalar(collector, place, found, 'secret', { value, decoded: ['base64'] });
    return 'skip';
  }
  return key === 'password' || key === 'identitytoken' || key === 'registrytoken' ? 'secret' : 'literal';
}

/** A block scalar with a file in it (user data, scripts, configuration). */
function addFile(found: FoundScalar, place: Place, collector: ValueCollector): 'skip' | undefined {
  const { node, path } = found;
  if (!node.text.includes('\n') || node.text.length < 20 || addPair(found, place, collector, 'literal'))
    return undefined;
  const source = embed(place, node);
  if (source === undefined) return undefined;
  const name = path.findLast((step) => typeof step === 'string') ?? '';
  return readEmbedded(name, inside(place, source, path, `${place.prefix}${formatPath(path)} `), collector)
    ? 'skip'
    : undefined;
}
