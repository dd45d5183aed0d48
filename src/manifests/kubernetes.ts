import { isMap } from 'yaml';
import type { DecodedText } from './text.ts';
import type { ConsumerReference, Resource, ValueClass } from './types.ts';
import { formatPath, nameOf } from './values.ts';
import type { ValueBuilder } from './values.ts';
import { itemsAt, nodeAt, scalarsOf, spanOf, textAt } from './yaml.ts';
import type { YamlScalar } from './yaml.ts';

/** Kinds whose values point elsewhere or are encrypted: nothing in them is a leak. */
const referenceKinds = new Set([
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
  'OnePasswordItem',
  'BitwardenSecret',
  'InfisicalSecret',
  'DopplerSecret',
]);

/** Keys under which only names of Secrets, keys and the like stand. */
const referenceKeys = new Set([
  'secretKeyRef',
  'configMapKeyRef',
  'fieldRef',
  'resourceFieldRef',
  'secretRef',
  'configMapRef',
  'imagePullSecrets',
  'secretName',
  'existingSecret',
  'secretsName',
  'tokenSecretRef',
  'passwordSecretRef',
  'valueFrom',
  'valuesFrom',
  'remoteRef',
  'secretStoreRef',
]);

/** Keys of a Secret that hold what is no secret by itself. */
const publicKeys =
  /^(?:tls\.crt|ca\.crt|ca\.pem|.*\.crt|.*\.pub|namespace|user|user-?name|login|host(?:name)?|port|database|db-?name|dbname|email|region|endpoint|server|name|type|bucket|account)$/i;

/** Is a node a Kubernetes object (`apiVersion` and `kind`)? */
export function isKubernetesObject(root: unknown): boolean {
  return isMap(root) && textAt(root, 'kind') !== undefined && textAt(root, 'apiVersion') !== undefined;
}

/** What the reading of a file's objects gives besides values. */
export interface KubernetesReading {
  readonly resources: Resource[];
  readonly consumers: ConsumerReference[];
}

/** Reads an object, or each item of a `List`. */
export function readObject(
  root: unknown,
  documentIndex: number,
  decoded: DecodedText,
  builder: ValueBuilder,
  reading: KubernetesReading,
): void {
  const items = textAt(root, 'kind') === 'List' ? itemsAt(root, 'items') : undefined;
  if (items === undefined) readOne(root, documentIndex, undefined, [], decoded, builder, reading);
  else
    for (const [i, item] of items.entries())
      if (isKubernetesObject(item)) readOne(item, documentIndex, i, ['items', i], decoded, builder, reading);
}

function readOne(
  root: unknown,
  documentIndex: number,
  item: number | undefined,
  _prefix: readonly (string | number)[],
  decoded: DecodedText,
  builder: ValueBuilder,
  reading: KubernetesReading,
): void {
  const apiVersion = textAt(root, 'apiVersion') ?? '';
  const kind = textAt(root, 'kind') ?? '';
  const namespace = textAt(root, 'metadata', 'namespace');
  const name = textAt(root, 'metadata', 'name') ?? textAt(root, 'metadata', 'generateName') ?? '';
  const resource = reading.resources.length;
  reading.resources.push({
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    span: spanOf(root, decoded),
    document: documentIndex,
    ...(item === undefined ? {} : { item }),
  });
  const object = `${apiVersion}/${kind}/${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const secret = kind === 'Secret' && apiVersion === 'v1';
  const type = secret ? (textAt(root, 'type') ?? 'Opaque') : '';
  for (const scalar of scalarsOf(root, decoded.text)) {
    const place = {
      address: `${object} ${formatPath(scalar.path)}`,
      name: nameOf(scalar.path),
      start: scalar.start,
      end: scalar.end,
      resource,
    };
    if (
      secret &&
      scalar.path.length === 2 &&
      (scalar.path[0] === 'data' || scalar.path[0] === 'stringData')
    ) {
      addSecretValue(builder, place, scalar, type);
      continue;
    }
    if (scalar.path.at(-1) === 'kubectl.kubernetes.io/last-applied-configuration') {
      addLastApplied(builder, place, scalar, decoded.text);
      continue;
    }
    builder.add({ ...place, name: envName(root, scalar) ?? place.name }, scalar.value, classOf(kind, scalar));
  }
  findConsumers(root, resource, decoded, reading);
}

function addSecretValue(
  builder: ValueBuilder,
  place: Parameters<ValueBuilder['add']>[0],
  scalar: YamlScalar,
  type: string,
): void {
  const kind: ValueClass =
    publicKeys.test(place.name) || type === 'helm.sh/release.v1' ? 'literal' : 'secret';
  if (scalar.path[0] === 'stringData') {
    builder.add(place, scalar.value, kind);
    return;
  }
  const text = scalar.value.replace(/\s+/g, '');
  // Base64 is taken off once; what is inside may be base64 again, and then that is the value.
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    builder.add(place, new Uint8Array(Buffer.from(text, 'base64')), kind, ['base64']);
  else builder.add(place, scalar.value, kind);
}

/** A copy of the whole object as JSON, made by `kubectl apply`: the data in it leaks like the data itself. */
function addLastApplied(
  builder: ValueBuilder,
  place: Parameters<ValueBuilder['add']>[0],
  scalar: YamlScalar,
  text: string,
): void {
  let object: unknown;
  try {
    object = JSON.parse(scalar.value);
  } catch {
    builder.add(place, scalar.value, 'literal');
    return;
  }
  const { kind, data, stringData } = (object ?? {}) as Record<string, unknown>;
  let found = false;
  for (const [field, values] of [
    ['data', data],
    ['stringData', stringData],
  ] as const) {
    if (kind !== 'Secret' || typeof values !== 'object' || values === null) continue;
    for (const [key, value] of Object.entries(values)) {
      if (typeof value !== 'string' || value === '') continue;
      const at = text.slice(scalar.start, scalar.end).indexOf(value);
      const where =
        at === -1 ? place : { ...place, start: scalar.start + at, end: scalar.start + at + value.length };
      found = true;
      builder.add(
        { ...where, name: key, address: `${place.address} ${field}.${key}` },
        field === 'data' ? new Uint8Array(Buffer.from(value, 'base64')) : value,
        publicKeys.test(key) ? 'literal' : 'secret',
        field === 'data' ? ['base64'] : [],
      );
    }
  }
  if (!found) builder.add(place, scalar.value, 'literal');
}

function classOf(kind: string, scalar: YamlScalar): ValueClass {
  if (kind === 'SealedSecret' && scalar.path.includes('encryptedData')) return 'ciphertext';
  if (scalar.path[0] === 'sops') return 'ciphertext';
  if (referenceKinds.has(kind)) return 'reference';
  if (scalar.path.some((step) => typeof step === 'string' && referenceKeys.has(step))) return 'reference';
  return 'literal';
}

/** The name of an environment variable, for its `value`: `- name: DB_PASSWORD` beside it. */
function envName(root: unknown, scalar: YamlScalar): string | undefined {
  if (scalar.path.at(-1) !== 'value' || typeof scalar.path.at(-2) !== 'number') return undefined;
  return textAt(root, ...scalar.path.slice(0, -1), 'name');
}

/** Who reads which Secret or ConfigMap, wherever a pod template stands in the object. */
function findConsumers(
  root: unknown,
  resource: number,
  decoded: DecodedText,
  reading: KubernetesReading,
): void {
  const namespace = reading.resources[resource]?.namespace;
  const add = (
    kind: 'Secret' | 'ConfigMap',
    name: string | undefined,
    key: string | undefined,
    via: ConsumerReference['via'],
    node: unknown,
  ): void => {
    if (name === undefined) return;
    const span = spanOf(node, decoded);
    reading.consumers.push({
      resource,
      target: { kind, name, ...(namespace === undefined ? {} : { namespace }) },
      ...(key === undefined ? {} : { key }),
      via,
      span,
      line: 1,
    });
  };
  const visit = (node: unknown, depth: number): void => {
    if (depth > 40) return;
    if (isMap(node)) {
      for (const container of [
        ...itemsAt(node, 'containers'),
        ...itemsAt(node, 'initContainers'),
        ...itemsAt(node, 'ephemeralContainers'),
      ]) {
        for (const env of itemsAt(container, 'env')) {
          for (const [ref, kind] of [
            ['secretKeyRef', 'Secret'],
            ['configMapKeyRef', 'ConfigMap'],
          ] as const)
            add(
              kind,
              textAt(env, 'valueFrom', ref, 'name'),
              textAt(env, 'valueFrom', ref, 'key'),
              'env',
              env,
            );
        }
        for (const from of itemsAt(container, 'envFrom')) {
          add('Secret', textAt(from, 'secretRef', 'name'), undefined, 'envFrom', from);
          add('ConfigMap', textAt(from, 'configMapRef', 'name'), undefined, 'envFrom', from);
        }
      }
      for (const volume of itemsAt(node, 'volumes')) {
        add('Secret', textAt(volume, 'secret', 'secretName'), undefined, 'volume', volume);
        add('ConfigMap', textAt(volume, 'configMap', 'name'), undefined, 'volume', volume);
        for (const source of itemsAt(volume, 'projected', 'sources')) {
          add('Secret', textAt(source, 'secret', 'name'), undefined, 'projected', source);
          add('ConfigMap', textAt(source, 'configMap', 'name'), undefined, 'projected', source);
        }
      }
      for (const pull of itemsAt(node, 'imagePullSecrets'))
        add('Secret', textAt(pull, 'name'), undefined, 'imagePullSecrets', pull);
      for (const tls of itemsAt(node, 'tls')) add('Secret', textAt(tls, 'secretName'), undefined, 'tls', tls);
      for (const pair of node.items) visit(pair.value, depth + 1);
    } else if (nodeAt(node, 0) !== undefined) {
      for (const item of itemsAt(node)) visit(item, depth + 1);
    }
  };
  visit(root, 0);
}
