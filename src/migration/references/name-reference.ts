import { posix } from 'node:path';
import type { Draft } from '../draft.ts';
import type { TreeObject } from '../tree.ts';
import { addToList, getNode, getText, itemsOf } from '../yaml.ts';

/** Does a kustomization that reaches the file give prefixes or suffixes to names? */
export function isRenamed(draft: Draft, asked: string): boolean {
  const path = draft.beside.get(asked) ?? asked;
  return (
    draft.tree.kustomizations.some(
      (one) => renames(one.file.yaml?.documents[0]?.contents) && draft.tree.reach(one.dir).has(path),
    ) || draft.tree.objects.some((object) => isRenamedBy(draft, object, path))
  );
}

function renames(node: unknown): boolean {
  return getText(node, 'namePrefix') !== undefined || getText(node, 'nameSuffix') !== undefined;
}

/**
 * Flux and Argo CD rename as kustomize does (https://fluxcd.io/flux/components/kustomize/kustomizations/#name-prefix-and-suffix,
 * https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/).
 */
function isRenamedBy(draft: Draft, object: TreeObject, path: string): boolean {
  const flux =
    object.kind === 'Kustomization' && object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/');
  if (!flux && object.kind !== 'Application' && object.kind !== 'ApplicationSet') return false;
  const contents = draft.tree.get(object.path)?.yaml?.documents[object.document]?.contents;
  const spec = object.kind === 'ApplicationSet' ? ['spec', 'template', 'spec'] : ['spec'];
  const sources = flux
    ? [getNode(contents, 'spec')]
    : [getNode(contents, ...spec, 'source'), ...itemsOf(getNode(contents, ...spec, 'sources'))];
  return sources.some((source) => {
    const folder = getText(source, 'path');
    if (folder === undefined || !renames(flux ? source : getNode(source, 'kustomize'))) return false;
    // A path with a generator's field in it may be any.
    return (
      folder.includes('{{') ||
      draft.tree.reach(posix.normalize(folder).replaceAll(/^\.?\/|\/$/g, '')).has(path)
    );
  });
}

// Without it kustomize renames the ExternalSecret and not the references to the Secret that it makes.
export function nameReference(draft: Draft, path: string): boolean {
  return configure(draft, path, 'external-secret-names.yaml', nameReferenceLines());
}

/** kustomize knows no references of a HelmRelease: its `valuesFrom` follows the Secret by this one. */
export function valuesReference(draft: Draft, path: string): boolean {
  return configure(draft, path, 'helm-values-names.yaml', [
    '# Values of a HelmRelease come from a Secret: the reference follows kustomize when it renames it.',
    'nameReference:',
    '- kind: Secret',
    '  version: v1',
    '  fieldSpecs:',
    '  - path: spec/valuesFrom/name',
    '    kind: HelmRelease',
  ]);
}

function configure(draft: Draft, path: string, base: string, content: readonly string[]): boolean {
  const kustomization = draft.tree.kustomizationOf(path);
  const document = kustomization?.file.yaml?.documents[0];
  if (kustomization?.file.yaml === undefined || document === undefined) return false;
  const file = posix.join(kustomization.dir, base);
  if (draft.isCreated(file)) return true;
  if (draft.isTaken(file)) return false;
  const edit = addToList(kustomization.file.yaml, document, 'configurations', base);
  if (edit === undefined) return false;
  draft.edit(kustomization.file.path, edit, (documents) => {
    const root = documents[0] as Record<string, unknown>;
    const old = root['configurations'];
    root['configurations'] = [...(Array.isArray(old) ? (old as unknown[]) : []), base];
  });
  draft.create(file, [`${content.join('\n')}\n`]);
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
    '  - path: spec/valuesFrom/name',
    '    kind: HelmRelease',
    '# The store is renamed with what reads it.',
    ...['ClusterSecretStore', 'SecretStore'].flatMap((kind) => [
      `- kind: ${kind}`,
      '  group: external-secrets.io',
      '  fieldSpecs:',
      '  - path: spec/secretStoreRef/name',
      '    kind: ExternalSecret',
    ]),
  ];
}
