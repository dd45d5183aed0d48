import { addCommandParts, optionBefore } from './command-line.ts';
import { readEmbedded } from './embedded.ts';
import { parseJson } from './json-tree.ts';
import { findConsumers } from './kubernetes-consumers.ts';
import { addSecretValue, fromBase64 } from './kubernetes-secret.ts';
import { remember } from './remember.ts';
import { MASK } from './template.ts';
import { get, getPath, itemsOf, resolve, textOf } from './tree.ts';
import type { ScalarNode, TreeDocument, TreeNode } from './tree.ts';
import type { ConsumerReference, NodePath, Resource, ValueClass } from './types.ts';
import { formatPath, inside, nameOf } from './values.ts';
import type { Place, ValueCollector } from './values.ts';
import { addScalar, embed, scalarsOf } from './walk.ts';
import type { FoundScalar } from './walk.ts';

/** Kinds whose values point elsewhere or are encrypted: nothing in them is a leak. */
const REFERENCE_KINDS = new Set([
  'ExternalSecret',
  'ClusterExternalSecret',
  'PushSecret',
  'ClusterPushSecret',
  'SecretStore',
  'ClusterSecretStore',
  'SecretProviderClass',
  'SecretSync',
  'VaultStaticSecret',
  'VaultDynamicSecret',
  'VaultPKISecret',
  'OnePasswordItem',
  'BitwardenSecret',
  'InfisicalSecret',
  'DopplerSecret',
  'AzureKeyVaultSecret',
]);

/** Keys under which only names of Secrets, keys and the like stand. */
const REFERENCE_KEY =
  /^(?:valueFrom|valuesFrom|remoteRef|secretNames?|secretsName|secretKey|existingSecret\w*|imagePullSecrets|fieldRef|resourceFieldRef|envFrom|\w*(?:[sS]ecret|[cC]onfigMap|[sS]ecretStore|[sS]ecretKey|[cC]onfigMapKey|[tT]oken|[pP]assword)(?:Key)?(?:Ref|Refs|Reference|Selector)|\w+SecretName)$/;

const isReferenceKey = remember((key: string) => REFERENCE_KEY.test(key));

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Is a node a Kubernetes object (`apiVersion` and `kind`)? */
export function isKubernetesObject(root: TreeNode | undefined): boolean {
  return textOf(get(root, 'kind')) !== undefined && textOf(get(root, 'apiVersion')) !== undefined;
}

/** What the reading of a file's objects gives besides values. */
export interface KubernetesReading {
  readonly resources: Resource[];
  readonly consumers: ConsumerReference[];
}

/** Reads an object, or each item of a `List`. */
export function readObject(
  document: TreeDocument,
  place: Place,
  collector: ValueCollector,
  reading: KubernetesReading,
): void {
  const { root } = document;
  const kind = textOf(get(root, 'kind')) ?? '';
  const items = get(root, 'items');
  if (!kind.endsWith('List') || resolve(items)?.kind !== 'sequence') {
    readOne(root, [], place, collector, reading, undefined, itemPrefix(root));
    return;
  }
  for (const [i, item] of itemsOf(items).entries()) {
    // The items of a `SecretList` may leave their kind out.
    const implied = kind === 'List' ? undefined : kind.slice(0, -4);
    if (isKubernetesObject(item) || implied !== undefined)
      readOne(
        item,
        ['items', i],
        place,
        collector,
        reading,
        i,
        itemPrefix(item, textOf(get(root, 'apiVersion')), implied),
      );
  }
}

interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

function itemPrefix(root: TreeNode, apiVersion = '', kind = ''): Identity {
  return {
    apiVersion: textOf(get(root, 'apiVersion')) ?? apiVersion,
    kind: textOf(get(root, 'kind')) ?? kind,
    namespace: nameText(getPath(root, 'metadata', 'namespace')),
    name:
      nameText(getPath(root, 'metadata', 'name')) ??
      nameText(getPath(root, 'metadata', 'generateName')) ??
      '',
  };
}

/** What a template makes is `*`. */
function nameText(node: TreeNode | undefined): string | undefined {
  const text = textOf(node);
  return text?.includes(MASK) === true ? text.replaceAll(/\uE000+/g, '*') : text;
}

function readOne(
  root: TreeNode,
  base: NodePath,
  file: Place,
  collector: ValueCollector,
  reading: KubernetesReading,
  item: number | undefined,
  { apiVersion, kind, namespace, name }: Identity,
): void {
  const resource = reading.resources.length;
  const { source } = file;
  const type = textOf(get(root, 'type'));
  const secret = kind === 'Secret' && apiVersion === 'v1';
  reading.resources.push({
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    span: {
      start: source.root.toByte(source.toRoot(root.start)),
      end: source.root.toByte(source.toRoot(root.end)),
    },
    document: file.document,
    ...(item === undefined ? {} : { item }),
    ...(secret && type !== undefined ? { type } : {}),
  });
  const place: Place = {
    ...file,
    prefix: `${apiVersion}/${kind}/${namespace === undefined ? '' : `${namespace}/`}${name} `,
    resource,
  };
  readValues(root, base, place, collector, { kind, secret, type: type ?? 'Opaque' });
  findConsumers(root, base, place, namespace, reading.consumers);
}

interface ObjectKind {
  readonly kind: string;
  readonly secret: boolean;
  readonly type: string;
}

/** @param base - where the object stands in its document: addresses begin at the object, paths at the document */
function readValues(
  root: TreeNode,
  base: NodePath,
  place: Place,
  collector: ValueCollector,
  object: ObjectKind,
): void {
  for (const found of scalarsOf(root)) {
    const { node, path } = found;
    if (isBoring(path)) continue;
    const at = base.length === 0 ? found : { node, path: [...base, ...path] };
    const address = formatPath(path);
    const [first, second] = path;
    if (object.secret && path.length === 2 && (first === 'data' || first === 'stringData')) {
      addSecretValue(collector, place, at, address, object.type);
      continue;
    }
    if (first === 'metadata' && second === 'annotations' && path[2] === LAST_APPLIED) {
      if (!addLastApplied(collector, place, at, address))
        addScalar(collector, place, at, 'literal', { address });
      continue;
    }
    if (object.kind === 'ConfigMap' && path.length === 2 && first === 'binaryData') {
      const bytes = fromBase64(node.text);
      addScalar(
        collector,
        place,
        at,
        'literal',
        bytes === undefined ? { address } : { address, value: bytes, decoded: ['base64'] },
      );
      continue;
    }
    const kind = classOf(object.kind, path);
    if (kind === 'secret' && path.at(-1) === 'client-key-data') {
      const value = fromBase64(node.text);
      addScalar(
        collector,
        place,
        at,
        kind,
        value === undefined ? { address } : { address, value, decoded: ['base64'] },
      );
      continue;
    }
    const beside = nameBeside(found);
    const embedded =
      kind === 'literal' && isFileLike(object.kind, path, node)
        ? readInside(place, at, address, collector, nameOf(path))
        : false;
    if (embedded) continue;
    addScalar(collector, place, at, kind, { address, ...(beside === undefined ? {} : { name: beside }) });
    if (kind === 'literal') addCommandParts(collector, place, { ...at, parents: found.parents }, address);
  }
}

/** What an object is called and how it is selected: never a value. */
function isBoring(path: NodePath): boolean {
  const [first, second] = path;
  if (path.at(-1) === 'name' && typeof path.at(-2) === 'number') return true;
  if (path.length === 1) return first === 'apiVersion' || first === 'kind' || first === 'type';
  if (first === 'metadata')
    return (
      second === 'name' ||
      second === 'generateName' ||
      second === 'namespace' ||
      second === 'labels' ||
      second === 'managedFields'
    );
  return false;
}

/** A copy of the whole object as JSON, made by `kubectl apply`: the data in it leaks like the data itself. */
function addLastApplied(
  collector: ValueCollector,
  place: Place,
  at: { readonly node: ScalarNode; readonly path: NodePath },
  address: string,
): boolean {
  const source = embed(place, at.node);
  if (source === undefined) return false;
  const [document] = parseJson(source.text).documents;
  if (document === undefined || !isKubernetesObject(document.root)) return false;
  const { apiVersion, kind } = itemPrefix(document.root);
  const inner = inside(place, source, at.path, `${place.prefix}${address} `);
  readValues(document.root, [], inner, collector, {
    kind,
    secret: kind === 'Secret' && apiVersion === 'v1',
    type: textOf(get(document.root, 'type')) ?? 'Opaque',
  });
  return true;
}

/** Files stand in ConfigMaps, and now and then in other objects' block scalars. */
function isFileLike(kind: string, path: NodePath, node: ScalarNode): boolean {
  if (kind === 'ConfigMap')
    return (
      path.length === 2 &&
      path[0] === 'data' &&
      (/\.\w+$/.test(nameOf(path)) || /^\s*[{[]|\n/.test(node.text))
    );
  return node.text.includes('\n') && node.text.length > 20;
}

function readInside(
  place: Place,
  at: { readonly node: ScalarNode; readonly path: NodePath },
  address: string,
  collector: ValueCollector,
  fileName: string,
): boolean {
  const source = embed(place, at.node);
  if (source === undefined) return false;
  return readEmbedded(fileName, inside(place, source, at.path, `${place.prefix}${address} `), collector);
}

/** What a kubeconfig's users hold. */
const KUBECONFIG_SECRET = /^(?:token|password|client-key-data|id-token|refresh-token|client-secret)$/;

function classOf(kind: string, path: NodePath): ValueClass {
  if (kind === 'Config' && path[0] === 'users' && KUBECONFIG_SECRET.test(nameOf(path))) return 'secret';
  if (kind === 'SealedSecret' && path.includes('encryptedData')) return 'ciphertext';
  if (path[0] === 'sops') return 'ciphertext';
  if (REFERENCE_KINDS.has(kind)) return 'reference';
  if (path.some((step) => typeof step === 'string' && isReferenceKey(step))) return 'reference';
  return 'literal';
}

/**
 * The name of what a `value` belongs to: `- name: DB_PASSWORD` (or `key`, or a JSON patch's `path`) beside it, else the
 * key above it (`DB_PASSWORD: {value: …}`).
 */
export function nameBeside({ path, parents }: FoundScalar): string | undefined {
  const last = path.at(-1);
  if (typeof last === 'number') return optionBefore({ path, parents });
  if (last === undefined || !/^(?:value|default|parameterValue)$/i.test(last)) return undefined;
  const parent = parents.at(-1);
  for (const key of ['name', 'Name', 'key', 'Key', 'ParameterKey', 'parameterKey']) {
    const name = textOf(get(parent, key));
    // Postman's API key: `[{key: "value", value: …}, {key: "key", value: "X-Header"}]`.
    if (name === 'value' && path.at(-3) === 'apikey') return 'apikey';
    if (name !== undefined) return name;
  }
  const pointer = textOf(get(parent, 'path'));
  if (pointer?.startsWith('/') === true) return pointer.slice(pointer.lastIndexOf('/') + 1);
  const above = path.at(-2);
  return typeof above === 'string' ? above : undefined;
}

/** An object without more around it (a patch, a manifest within a value): its values alone. */
export function readObjectValues(root: TreeNode, place: Place, collector: ValueCollector): void {
  const { apiVersion, kind } = itemPrefix(root);
  const type = textOf(get(root, 'type')) ?? 'Opaque';
  readValues(root, [], place, collector, { kind, secret: kind === 'Secret' && apiVersion === 'v1', type });
}
