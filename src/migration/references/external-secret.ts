import { posix } from 'node:path';
import { isMap, isScalar } from 'yaml';
import { reveal, Secret } from '../../engine/index.ts';
import { removed, type Draft, type Target } from '../draft.ts';
import { storeName } from '../naming.ts';
import { decodeText, eolOf } from '../text.ts';
import { addToList, getNode, getText, isEntangled, quoted } from '../yaml.ts';
import { isLastApplied, locate, type KubernetesObject } from './kubernetes.ts';
import { listBeside } from './listing.ts';
import type { Emitted, NewSecret } from './secret-object.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/** Where the External Secrets Operator reads a key of the Secret that it makes. */
interface RemoteField {
  readonly key: string;
  readonly entry: string;
  /** A key of a JSON secret; none: the whole value. */
  readonly property?: string;
}

interface SecretShape {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly type?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
  /** kustomize renames the object: its own name is the Secret's, and references follow by a nameReference. */
  readonly renamed: boolean;
}

/** A Kubernetes Secret in clear becomes an ExternalSecret that makes the same Secret: name, type, labels, every key. */
export const secretToExternal: ReferenceStyle = {
  id: 'external-secret',
  async claim(targets, draft) {
    if (draft.inPlace !== undefined) return targets;
    const located = targets.flatMap((target) => locate(target) ?? []);
    const mine = located.filter(
      (one) =>
        one.object.kind === 'Secret' &&
        (one.path[0] === 'data' || one.path[0] === 'stringData' || isLastApplied(one)),
    );
    const groups = groupBy(mine, ({ object }) =>
      JSON.stringify([object.file.path, object.document, object.prefix]),
    );
    for (const group of groups.values()) {
      const [first] = group;
      if (first !== undefined)
        replaceSecret(
          first.object,
          group.map(({ target }) => target),
          draft,
        );
    }
    const taken = new Set(mine.map(({ target }) => target));
    return targets.filter((target) => !taken.has(target));
  },
};

function replaceSecret(object: KubernetesObject, targets: readonly Target[], draft: Draft): void {
  const refuse = (reason: string, write: string): void => {
    for (const target of targets) draft.leave(target, reason, write);
  };
  const { path } = object.file;
  if (object.prefix.length > 0 || path.endsWith('.json'))
    return refuse(
      'the Secret stands in a list or in JSON',
      'give it a YAML document of its own: an ExternalSecret',
    );
  if (isEntangled(object.node))
    return refuse('the Secret uses anchors, aliases or merge keys', 'write the values out');
  if (draft.tree.isPatch(path))
    return refuse('the Secret is a kustomize patch', 'put an ExternalSecret into the base');
  const values = valuesOf(object);
  if (values === undefined)
    return refuse('a key is no text, or not base64', 'an ExternalSecret with its keys');
  const shape = shapeOf(object, draft);
  if (shape.renamed && !draft.attempt(() => nameReference(draft, path)))
    return refuse('its kustomization cannot be edited', 'a nameReference for ExternalSecret');
  const document = object.yaml.documents[object.document];
  const contents = document?.contents;
  if (document === undefined || !isMap(contents))
    return refuse('the document is no map', 'an ExternalSecret');
  const { fields, entries } = store(draft, path, object.kind, shape, values);
  const eol = eolOf(object.yaml.text);
  const plain = external(shape, fields, secretStore(draft, path));
  const [start] = contents.range;
  const end = contents.range[1];
  const tail = object.yaml.text[end - 1] === '\n' ? eol : '';
  draft.edit(path, { start, end, text: lines(plain).join(eol) + tail }, (documents) => {
    documents[object.document] = documents[object.document] === removed ? removed : plain;
  });
  for (const target of targets) draft.change(target, `ExternalSecret ${object.name}`, entries.join(', '));
  draft.preconditions.add('the External Secrets Operator (v1 API) runs in the cluster');
}

/** Every key with its bytes; `stringData` wins over `data`, as in Kubernetes. */
function valuesOf(object: KubernetesObject): Map<string, Secret> | undefined {
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

function shapeOf(object: KubernetesObject, draft: Draft): SecretShape {
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

function stringsOf(node: unknown): Record<string, string> {
  const strings: Record<string, string> = {};
  if (isMap(node))
    for (const { key, value } of node.items)
      if (isScalar(key) && isScalar(value)) strings[String(key.value)] = String(value.value);
  return strings;
}

/** Does a kustomization that reaches the file give prefixes or suffixes to names? */
function isRenamed(draft: Draft, path: string): boolean {
  return draft.tree.kustomizations.some((one) => {
    const root = one.file.yaml?.documents[0]?.contents;
    const renames = getText(root, 'namePrefix') !== undefined || getText(root, 'nameSuffix') !== undefined;
    return renames && draft.tree.reach(one.dir).has(path);
  });
}

// Without it kustomize renames the ExternalSecret and not the references to the Secret that it makes.
function nameReference(draft: Draft, path: string): boolean {
  const kustomization = draft.tree.kustomizationOf(path);
  const document = kustomization?.file.yaml?.documents[0];
  if (kustomization?.file.yaml === undefined || document === undefined) return false;
  const file = posix.join(kustomization.dir, 'external-secret-names.yaml');
  if (draft.isCreated(file)) return true;
  if (draft.isTaken(file)) return false;
  const edit = addToList(kustomization.file.yaml, document, 'configurations', 'external-secret-names.yaml');
  if (edit === undefined) return false;
  draft.edit(kustomization.file.path, edit, (documents) => {
    const root = documents[0] as Record<string, unknown>;
    const old = root['configurations'];
    root['configurations'] = [
      ...(Array.isArray(old) ? (old as unknown[]) : []),
      'external-secret-names.yaml',
    ];
  });
  draft.create(file, [`${nameReferenceLines().join('\n')}\n`]);
  return true;
}

function nameReferenceLines(): string[] {
  const pod = (base: string): string[] => [
    `${base}/containers/env/valueFrom/secretKeyRef/name`,
    `${base}/initContainers/env/valueFrom/secretKeyRef/name`,
    `${base}/containers/envFrom/secretRef/name`,
    `${base}/initContainers/envFrom/secretRef/name`,
    `${base}/volumes/secret/secretName`,
    `${base}/volumes/projected/sources/secret/name`,
    `${base}/imagePullSecrets/name`,
  ];
  const kinds: readonly (readonly [string, string])[] = [
    ['Pod', 'spec'],
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].map((kind): [string, string] => [
      kind,
      'spec/template/spec',
    ]),
    ['CronJob', 'spec/jobTemplate/spec/template/spec'],
  ];
  return [
    '# The Secret that an ExternalSecret makes has its name: references to it follow kustomize when it renames one.',
    'nameReference:',
    '- kind: ExternalSecret',
    '  group: external-secrets.io',
    '  fieldSpecs:',
    ...kinds.flatMap(([kind, base]) =>
      pod(base).flatMap((path) => [`  - path: ${path}`, `    kind: ${kind}`]),
    ),
    '  - path: spec/tls/secretName',
    '    kind: Ingress',
    '  - path: imagePullSecrets/name',
    '    kind: ServiceAccount',
  ];
}

/** A Secret made from values that stood elsewhere. */
export function externalSecret(secret: NewSecret, draft: Draft): Emitted {
  const path = posix.join(posix.dirname(secret.near), `${secret.name}.yaml`);
  if (draft.isTaken(path))
    return { reason: `${path} is there already`, hint: 'rename it, or write an ExternalSecret' };
  const shape: SecretShape = {
    namespace: secret.namespace,
    name: secret.name,
    renamed: isRenamed(draft, secret.near),
  };
  if (!draft.attempt(() => listBeside(draft, path, secret.near, false)))
    return { reason: 'its kustomization cannot be edited', hint: `list ${path} beside ${secret.near}` };
  if (shape.renamed && !draft.attempt(() => nameReference(draft, secret.near)))
    return { reason: 'its kustomization cannot be edited', hint: 'a nameReference for ExternalSecret' };
  const values = new Map(secret.fields.map((field) => [field.key, field.secret]));
  const { fields, entries } = store(draft, secret.near, 'Secret', shape, values);
  draft.create(path, [`${lines(external(shape, fields, secretStore(draft, secret.near))).join('\n')}\n`]);
  draft.preconditions.add('the External Secrets Operator (v1 API) runs in the cluster');
  return { path, entry: entries.join(', ') };
}

/** One JSON secret for the object; a key that is not UTF-8 has a secret of its own. */
function store(
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
  const fields = [...values].map(([key, secret]): RemoteField => {
    if (isText(secret)) {
      draft.entry(name, owner).fields.set(key, secret);
      draft.entry(name, owner).sources.push(path);
      entries.add(name);
      return { key, entry: name, property: key };
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

function isText(secret: Secret): boolean {
  return decodeText(reveal(secret)) !== undefined;
}

/** `external-secrets.io/v1` (https://external-secrets.io/latest/api/externalsecret/). */
function external(
  shape: SecretShape,
  fields: readonly RemoteField[],
  storeRef: { readonly kind: string; readonly name: string },
): Record<string, unknown> {
  const labels = some(shape.labels);
  const annotations = some(shape.annotations);
  const metadata = { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
  const hasMetadata = labels !== undefined || annotations !== undefined;
  // With metadata of its own in the template, labels that GitOps tools put on the ExternalSecret stay off the Secret.
  const template = {
    ...(shape.type === undefined ? {} : { type: shape.type }),
    ...(hasMetadata ? { metadata } : {}),
  };
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      name: shape.name,
      ...(shape.namespace === undefined ? {} : { namespace: shape.namespace }),
      ...(labels ? { labels } : {}),
    },
    spec: {
      refreshInterval: '1h0m0s',
      secretStoreRef: { name: storeRef.name, kind: storeRef.kind },
      target: {
        ...(shape.renamed ? {} : { name: shape.name }),
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        ...(shape.immutable === true ? { immutable: true } : {}),
        ...(Object.keys(template).length === 0 ? {} : { template }),
      },
      data: fields.map((field) => ({
        secretKey: field.key,
        remoteRef: {
          key: field.entry,
          ...(field.property === undefined ? {} : { property: field.property }),
        },
      })),
    },
  };
}

function some(
  map: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  return map !== undefined && Object.keys(map).length > 0 ? map : undefined;
}

/** Plain data as lines of block YAML: maps, lists of maps, strings, booleans. */
function lines(value: Readonly<Record<string, unknown>>, indent = ''): string[] {
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

/** The SecretStore to name: the user's, one of the tree, or one that is made once. */
function secretStore(draft: Draft, near: string): { kind: string; name: string } {
  if (draft.options.secretStore !== undefined) return { ...draft.options.secretStore };
  const key = draft.store.id === 'gcp' ? 'gcpsm' : 'aws';
  const found = draft.tree.objects.find(
    (object) =>
      (object.kind === 'ClusterSecretStore' || object.kind === 'SecretStore') &&
      getNode(
        draft.tree.get(object.path)?.yaml?.documents[object.document]?.contents,
        'spec',
        'provider',
        key,
      ) !== undefined,
  );
  if (found !== undefined) return { kind: found.kind, name: found.name };
  const name = draft.store.id === 'gcp' ? 'gcp-secret-manager' : 'aws-secrets-manager';
  if (draft.storeMade !== undefined) return draft.storeMade;
  draft.storeMade = { kind: 'ClusterSecretStore', name };
  const path = posix.join(posix.dirname(near), `${name}-store.yaml`);
  const provider: Record<string, unknown> =
    draft.store.id === 'gcp'
      ? { gcpsm: { projectID: draft.project } }
      : { aws: { service: 'SecretsManager', region: draft.region } };
  const stub = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name },
    spec: { provider },
  };
  listBeside(draft, path, near, false);
  draft.create(path, [`${lines(stub).join('\n')}\n`]);
  draft.preconditions.add(
    `the operator may read the secrets (the reader's policy below); ${path} names the store`,
  );
  return draft.storeMade;
}
