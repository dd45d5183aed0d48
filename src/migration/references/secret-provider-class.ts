import type { ConsumerReference, Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import type { TreeFile } from '../tree.ts';
import { groupSecrets, replaceDocument, secretRefusal } from './external-secret.ts';
import type { KubernetesObject } from './kubernetes.ts';
import {
  pinnedVersion,
  shapeOf,
  some,
  store,
  valuesOf,
  type RemoteField,
  type SecretShape,
} from './remote-secret.ts';
import type { ReferenceStyle } from './style.ts';

/**
 * `--style csi`: a Secret becomes a SecretProviderClass that makes the same Secret. It is there only while a pod mounts
 * it (https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret), so every consumer gets the volume
 * and a mount. `--style secret-sync`: GKE's SecretSync makes it, mounted or not
 * (https://cloud.google.com/secret-manager/docs/sync-k8-secrets).
 */
export const secretProviderClass: ReferenceStyle = {
  id: 'secret-provider-class',
  claim(targets, draft) {
    const { style } = draft.options;
    if (draft.inPlace !== undefined || (style !== 'csi' && style !== 'secret-sync'))
      return Promise.resolve(targets);
    const { groups, rest } = groupSecrets(targets);
    for (const { object, targets: group } of groups) {
      const refused = style === 'csi' ? byVolume(object, group, draft) : bySync(object, group, draft);
      if (refused !== undefined)
        for (const target of group) draft.leave(target, refused, '--style external-secret for this Secret');
    }
    return Promise.resolve(rest);
  },
};

/** What both styles are made from. */
interface ReadSecret {
  readonly shape: SecretShape;
  readonly fields: readonly RemoteField[];
  readonly entries: string;
}

/** A text says why it cannot be. */
function readSecret(object: KubernetesObject, draft: Draft): ReadSecret | string {
  const refused = secretRefusal(object, draft);
  if (refused !== undefined) return refused[0];
  const values = valuesOf(object);
  if (values === undefined) return 'a key is no text, or not base64';
  const shape = shapeOf(object, draft);
  if (shape.renamed) return 'kustomize renames it, and what a SecretProviderClass makes would keep its name';
  if (shape.immutable === true) return 'it is immutable, which a SecretProviderClass cannot say';
  const { fields, entries } = store(draft, object.file.path, object.kind, shape, values);
  return { shape, fields, entries: entries.join(', ') };
}

function byVolume(object: KubernetesObject, targets: readonly Target[], draft: Draft): string | undefined {
  const refused = replaceSecret(object, targets, draft, 'SecretProviderClass', ({ shape, fields }) => {
    const failed = mountInAll(object, draft);
    if (failed !== undefined) return failed;
    const labels = some(shape.labels);
    const annotations = some(shape.annotations);
    const secretObject = {
      secretName: shape.name,
      type: shape.type ?? 'Opaque',
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      data: fields.map((field) => ({ objectName: aliasOf(field), key: field.key })),
    };
    return [classOf(draft, shape, fields, [secretObject])];
  });
  if (refused !== undefined) return refused;
  draft.preconditions.add(
    'the Secrets Store CSI driver runs in the cluster, with syncSecret.enabled and the provider of the store',
  );
  draft.preconditions.add('the service accounts of the pods may read the secrets (the reader policy below)');
  return undefined;
}

function bySync(object: KubernetesObject, targets: readonly Target[], draft: Draft): string | undefined {
  if (draft.store.id !== 'gcp') return 'SecretSync reads GCP Secret Manager alone';
  const refused = replaceSecret(object, targets, draft, 'SecretSync', ({ shape, fields }) => {
    if (some(shape.labels) !== undefined) return 'it has labels, which a SecretSync does not give the Secret';
    const sync = {
      apiVersion: 'secret-sync.gke.io/v1',
      kind: 'SecretSync',
      metadata: metadataOf(shape),
      spec: {
        serviceAccountName: 'default',
        secretProviderClassName: shape.name,
        secretObject: {
          type: shape.type ?? 'Opaque',
          data: fields.map((field) => ({ sourcePath: aliasOf(field), targetKey: field.key })),
        },
      },
    };
    return [classOf(draft, shape, fields, []), sync];
  });
  if (refused !== undefined) return refused;
  draft.preconditions.add(
    'the GKE cluster has the Secret Manager add-on with synchronization, and the default service account of the namespace may read the secrets',
  );
  return undefined;
}

/** Puts other documents in a Secret's place, or nothing at all when `make` says why not. */
function replaceSecret(
  object: KubernetesObject,
  targets: readonly Target[],
  draft: Draft,
  kind: string,
  make: (read: ReadSecret) => readonly Readonly<Record<string, unknown>>[] | string,
): string | undefined {
  let entries = '';
  const refused = draft.tryOut(() => {
    const read = readSecret(object, draft);
    if (typeof read === 'string') return read;
    ({ entries } = read);
    const documents = make(read);
    if (typeof documents === 'string') return documents;
    replaceDocument(object, documents, draft);
    return undefined;
  });
  if (refused === undefined)
    for (const target of targets) draft.change(target, `${kind} ${object.name}`, entries);
  return refused;
}

function metadataOf({ name, namespace }: SecretShape): Record<string, string> {
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The file's name in the mount; `/` would be a folder. */
function aliasOf({ entry, property }: RemoteField): string {
  return (property === undefined ? entry : `${entry}-${property}`).replaceAll(/[^\w.-]/g, '_');
}

function classOf(
  draft: Draft,
  shape: SecretShape,
  fields: readonly RemoteField[],
  secretObjects: readonly Readonly<Record<string, unknown>>[],
): Record<string, unknown> {
  const gcp = draft.store.id === 'gcp';
  return {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: metadataOf(shape),
    spec: {
      provider: gcp ? (draft.options.style === 'secret-sync' ? 'gke' : 'gcp') : 'aws',
      parameters: gcp
        ? { secrets: gcpObjects(draft, fields) }
        : { region: draft.region, objects: awsObjects(draft, fields) },
      ...(secretObjects.length === 0 ? {} : { secretObjects }),
    },
  };
}

// Both are YAML inside a string: https://github.com/aws/secrets-store-csi-driver-provider-aws#secretproviderclass-options,
// https://github.com/GoogleCloudPlatform/secrets-store-csi-driver-provider-gcp#usage
function awsObjects(draft: Draft, fields: readonly RemoteField[]): string {
  const entries = new Map<string, RemoteField[]>();
  for (const field of fields) entries.set(field.entry, [...(entries.get(field.entry) ?? []), field]);
  return [...entries]
    .flatMap(([entry, group]) => {
      const version = pinnedVersion(draft, entry)?.replace('uuid/', '');
      const [whole] = group.filter(({ property }) => property === undefined);
      const keys = group.filter(({ property }) => property !== undefined);
      return [
        `- objectName: ${JSON.stringify(entry)}`,
        '  objectType: secretsmanager',
        ...(version === undefined ? [] : [`  objectVersion: ${JSON.stringify(version)}`]),
        ...(whole === undefined ? [] : [`  objectAlias: ${JSON.stringify(aliasOf(whole))}`]),
        ...(keys.length === 0 ? [] : ['  jmesPath:']),
        ...keys.flatMap((field) => [
          `  - path: ${JSON.stringify(JSON.stringify(field.property))}`,
          `    objectAlias: ${JSON.stringify(aliasOf(field))}`,
        ]),
      ];
    })
    .join('\n');
}

function gcpObjects(draft: Draft, fields: readonly RemoteField[]): string {
  return fields
    .flatMap((field) => [
      `- resourceName: projects/${draft.project}/secrets/${field.entry}/versions/${pinnedVersion(draft, field.entry) ?? 'latest'}`,
      `  path: ${JSON.stringify(aliasOf(field))}`,
      ...(field.property === undefined ? [] : [`  extractJSONKey: ${JSON.stringify(field.property)}`]),
    ])
    .join('\n');
}

/** Volume and mount in every pod that reads the Secret. A text says which one cannot have them. */
function mountInAll(object: KubernetesObject, draft: Draft): string | undefined {
  const pods = new Map<string, { file: TreeFile; edits: Edit[] }>();
  let found = 0;
  for (const file of draft.tree.files) {
    if (file.text?.includes(object.name) !== true) continue;
    for (const consumer of file.document?.consumers ?? []) {
      if (!reads(consumer, object)) continue;
      found++;
      if (file.document?.kind !== 'kubernetes' || draft.tree.isPatch(file.path))
        return `${file.path} reads it, and cannot be given a volume`;
      const at = consumer.path.findIndex((step) =>
        /^(?:initC|ephemeralC|c)ontainers$|^volumes$/.test(String(step)),
      );
      if (at < 0) return `${file.path} reads it where nothing is mounted (${consumer.via})`;
      const pod = consumer.path.slice(0, at);
      const container = consumer.path[at] === 'containers' ? Number(consumer.path[at + 1]) : 0;
      const id = JSON.stringify([file.path, consumer.document, pod]);
      if (!pods.has(id))
        pods.set(id, { file, edits: volume(object.name, consumer.document, pod, container) });
    }
  }
  if (found === 0)
    return 'nothing in the tree is seen to read it, and it is there only while something mounts it';
  const files = new Map<string, Edit[]>();
  for (const { file, edits } of pods.values())
    files.set(file.path, [...(files.get(file.path) ?? []), ...edits]);
  for (const [path, edits] of files) {
    // The same file: its documents would be edited by text and by node.
    const failed = draft.rewrite(path, edits);
    if (failed !== undefined) return `${path} cannot be given a volume: ${failed}`;
  }
  return undefined;
}

function reads({ target }: ConsumerReference, { name, namespace }: KubernetesObject): boolean {
  const same = target.namespace === undefined || namespace === undefined || target.namespace === namespace;
  return target.kind === 'Secret' && target.name === name && same;
}

function volume(
  name: string,
  document: number,
  pod: readonly (string | number)[],
  container: number,
): Edit[] {
  const volumeName = `secrets-store-${name}`.replaceAll('.', '-').slice(0, 63);
  return [
    {
      action: 'add',
      document,
      path: [...pod, 'volumes'],
      text: `name: ${volumeName}\ncsi:\n  driver: secrets-store.csi.k8s.io\n  readOnly: true\n  volumeAttributes:\n    secretProviderClass: ${name}\n`,
    },
    {
      action: 'add',
      document,
      path: [...pod, 'containers', container, 'volumeMounts'],
      text: `name: ${volumeName}\nmountPath: /mnt/secrets-store/${name}\nreadOnly: true\n`,
    },
  ];
}
