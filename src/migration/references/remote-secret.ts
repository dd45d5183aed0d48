import { isMap, isScalar } from 'yaml';
import { reveal, Secret } from '../../engine/index.ts';
import type { Draft } from '../draft.ts';
import { storeName } from '../naming.ts';
import { decodeText } from '../text.ts';
import { getNode, getText, quoted } from '../yaml.ts';
import type { KubernetesObject } from './kubernetes.ts';
import { isRenamed } from './name-reference.ts';

/** Where the External Secrets Operator reads a key of the Secret that it makes. */
export interface RemoteField {
  readonly key: string;
  readonly entry: string;
  /** A key of a JSON secret; none: the whole value. */
  readonly property?: string;
  /** The value is this text around what is stored. */
  readonly around?: readonly [before: string, after: string];
}

export interface SecretShape {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
  /** kustomize renames the object: its own name is the Secret's, and references follow by a nameReference. */
  readonly renamed: boolean;
}

/** Every key with its bytes; `stringData` wins over `data`, as in Kubernetes. */
export function valuesOf(object: KubernetesObject): Map<string, Secret> | undefined {
  const values = new Map<string, Secret>();
  for (const part of ['data', 'stringData']) {
    const map = getNode(object.node, part);
    if (!isMap(map)) continue;
    for (const { key, value } of map.items) {
      if (!isScalar(key)) return undefined;
      const text = isScalar(value) && value.value === null ? '' : isScalar(value) ? value.value : undefined;
      if (typeof text !== 'string') return undefined;
      const flat = text.replaceAll(/[\r\n]/g, '');
      if (part === 'data' && !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(flat))
        return undefined;
      values.set(
        String(key.value),
        part === 'data' ? new Secret(new Uint8Array(Buffer.from(flat, 'base64'))) : Secret.fromText(text),
      );
    }
  }
  return values;
}

export function shapeOf(object: KubernetesObject, draft: Draft): SecretShape {
  const type = getText(object.node, 'type');
  const labels = stringsOf(getNode(object.node, 'metadata', 'labels'));
  const annotations = stringsOf(getNode(object.node, 'metadata', 'annotations'));
  delete annotations['kubectl.kubernetes.io/last-applied-configuration'];
  const immutable = getNode(object.node, 'immutable');
  return {
    namespace: object.namespace,
    name: object.name,
    ...(type === undefined || type === 'Opaque' ? {} : { type }),
    labels,
    annotations,
    immutable: isScalar(immutable) && immutable.value === true,
    renamed: isRenamed(draft, object.file.path),
  };
}

export function stringsOf(node: unknown): Record<string, string> {
  const strings: Record<string, string> = {};
  if (isMap(node))
    for (const { key, value } of node.items)
      if (isScalar(key) && isScalar(value)) strings[String(key.value)] = String(value.value);
  return strings;
}

/** One JSON secret for the object; a key that is not UTF-8 has a secret of its own. */
export function store(
  draft: Draft,
  path: string,
  kind: string,
  shape: SecretShape,
  values: ReadonlyMap<string, Secret>,
): { fields: RemoteField[]; entries: string[] } {
  const owner = `${path} ${shape.namespace ?? ''}/${shape.name}`;
  const namespace = shape.namespace ?? '';
  const name = storeName(draft, { namespace, kind, object: shape.name, key: '', path }, owner);
  const entries = new Set<string>();
  const properties = new Set<string>();
  const fields = [...values].map(([key, secret]): RemoteField => {
    if (isText(secret)) {
      const property = propertyOf(key, properties);
      const part = draft.options.composite === 'template' ? partsOf(secret) : undefined;
      draft.entry(name, owner).fields.set(property, part?.secret ?? secret);
      draft.entry(name, owner).sources.push(path);
      entries.add(name);
      return { key, entry: name, property, ...(part === undefined ? {} : { around: part.around }) };
    }
    const own = storeName(
      draft,
      { namespace, kind, object: `${shape.name}-${key}`, key, path },
      `${owner} ${key}`,
    );
    draft.entry(own, `${owner} ${key}`).whole = secret;
    draft.entry(own, `${owner} ${key}`).sources.push(path);
    entries.add(own);
    return { key, entry: own };
  });
  return { fields, entries: [...entries] };
}

/** The operator reads a property as a gjson path: `.dockerconfigjson` would be the key of an empty key. */
function propertyOf(key: string, taken: Set<string>): string {
  const plain = /^[\w-]+(?:\.[\w-]+)*$/.test(key)
    ? key
    : key.replaceAll(/[^\w-]+/g, '_').replaceAll(/^_+|_+$/g, '');
  let property = plain === '' ? 'value' : plain;
  for (let number = 2; taken.has(property); number++) property = `${plain}_${number}`;
  taken.add(property);
  return property;
}

/** The password of a URL, and what stands around it; undefined when the rest may hold a secret as well. */
function partsOf(
  secret: Secret,
): { readonly secret: Secret; readonly around: readonly [string, string] } | undefined {
  const text = decodeText(reveal(secret)) ?? '';
  const [, before, password, after] =
    /^([a-z][a-z0-9+.-]*:\/\/[^\s:@/?#]*:)([^\s@/?#]+)(@[^\s@]+)$/i.exec(text) ?? [];
  if (before === undefined || password === undefined || after === undefined) return undefined;
  if (/\{\{|\}\}/.test(before + after) || /pass|secret|token|key|sig/i.test(after)) return undefined;
  return { secret: Secret.fromText(password), around: [before, after] };
}

/** The version that a reference names; undefined for the newest. */
export function pinnedVersion(draft: Draft, entry: string): string | undefined {
  if (draft.options.pin !== true) return undefined;
  const version = draft.versions.get(entry)?.version ?? '<version>';
  return draft.store.id === 'gcp' ? version : `uuid/${version}`;
}

function isText(secret: Secret): boolean {
  return decodeText(reveal(secret)) !== undefined;
}

export function some(
  map: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  return map !== undefined && Object.keys(map).length > 0 ? map : undefined;
}

/** Plain data as lines of block YAML: maps, lists of maps, strings, booleans. */
export function lines(value: Readonly<Record<string, unknown>>, indent = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = `${indent}${quoted(key)}:`;
    if (Array.isArray(inner))
      return [
        name,
        ...(inner as Record<string, unknown>[]).flatMap((item) =>
          lines(item, `${indent}    `).map((line, index) =>
            index === 0 ? `${indent}  - ${line.trimStart()}` : line,
          ),
        ),
      ];
    if (typeof inner === 'object' && inner !== null)
      return [name, ...lines(inner as Record<string, unknown>, `${indent}  `)];
    return [`${name} ${typeof inner === 'string' ? quoted(inner) : String(inner)}`];
  });
}
