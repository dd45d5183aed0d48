import { addDockerAuth, isDockerConfig } from './docker-config.ts';
import { readEmbedded } from './embedded.ts';
import { addPair, readPlainTree } from './plain-tree.ts';
import type { TreeNode } from './tree.ts';
import { entriesOf, get, itemsOf, textOf } from './tree.ts';
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
  const docker = isDockerConfig(root);
  const perRegistry = get(root, 'auths') !== undefined;
  const sensitive = sensitivePaths(root);
  const notebook = get(root, 'cells') !== undefined;
  readPlainTree(root, place, collector, (found) => {
    const kind = classOf(found, root);
    if (kind !== undefined) return kind;
    if (docker && (!perRegistry || found.path[0] === 'auths')) {
      addDockerAuth(found, place, collector);
      return 'skip';
    }
    if (sensitive?.has(formatPath(found.path)) === true) return 'secret';
    if (found.path.at(-2) === 'chpasswd') addUserPasswords(found, place, collector);
    if (notebook) {
      // A program's lines are no references, whatever they begin with.
      addScalar(collector, place, found, 'literal', { certain: true });
      return 'skip';
    }
    return addFile(found, place, collector);
  });
}

/**
 * What a Terraform state declares sensitive: outputs, attributes, and what `random_password` made.
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
function sensitivePaths(root: TreeNode): ReadonlySet<string> | undefined {
  if (get(root, 'terraform_version') === undefined && get(root, 'lineage') === undefined) {
    if (get(root, 'outputs') === undefined && get(root, 'resources') === undefined) return undefined;
  }
  const paths = new Set<string>();
  for (const { key, value } of entriesOf(get(root, 'outputs')))
    if (textOf(get(value, 'sensitive')) === 'true') paths.add(formatPath(['outputs', key, 'value']));
  for (const [i, resource] of itemsOf(get(root, 'resources')).entries()) {
    const made = textOf(get(resource, 'type')) === 'random_password';
    for (const [j, instance] of itemsOf(get(resource, 'instances')).entries()) {
      const base = ['resources', i, 'instances', j, 'attributes'];
      if (made) paths.add(formatPath([...base, 'result']));
      for (const steps of itemsOf(get(instance, 'sensitive_attributes'))) {
        const names = itemsOf(steps).map((step) => textOf(get(step, 'value')) ?? '');
        if (names.at(-1) !== 'bcrypt_hash') paths.add(formatPath([...base, ...names]));
      }
    }
  }
  return paths;
}

/** Functions and fields of cloud templates that point to a store or to another resource. */
const INTRINSIC = /^(?:Ref|Fn::(?!Sub$|Join$|Base64$)\w+|!Ref|!GetAtt|!ImportValue)$/;

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

/** cloud-init's `chpasswd`: lines of `user:password`. */
function addUserPasswords({ node, path }: FoundScalar, place: Place, collector: ValueCollector): void {
  const source = embed(place, node);
  if (source === undefined) return;
  const inner = inside(place, source, path);
  for (const match of source.text.matchAll(/^([\w.-]{1,100}):(\S{1,200})$/gm)) {
    const [whole, user = '', value = ''] = match;
    const end = match.index + whole.length;
    if (value === 'RANDOM' || value === 'R' || value.startsWith('$')) continue;
    collector.add(inner, {
      path: [user],
      name: 'password',
      start: end - value.length,
      end,
      value,
      class: 'secret',
    });
  }
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
