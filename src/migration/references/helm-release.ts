import { isScalar } from 'yaml';
import type { Edit } from '../../manifests/index.ts';
import { setAt, type Draft } from '../draft.ts';
import { eolOf, lineStart } from '../text.ts';
import { getNode, getPair, isEntangled, rangeOf } from '../yaml.ts';
import { locate, type KubernetesObject, type ObjectTarget } from './kubernetes.ts';
import { isRenamed, valuesReference } from './name-reference.ts';
import { lines } from './remote-secret.ts';
import { emitSecret, freeSecretName } from './secret-object.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/** Where an object of Flux has values, and the list beside them that takes them from Secrets. */
interface Kind {
  readonly kind: string;
  readonly group: string;
  readonly base: readonly string[];
  readonly values: string;
  readonly from: string;
  /** One entry of the list for a whole Secret, or one for each value. */
  references(name: string, fields: readonly Field[]): readonly Readonly<Record<string, string>>[];
  readonly advice: string;
}

interface Field {
  readonly one: ObjectTarget;
  readonly key: string;
}

const helm: Kind = {
  kind: 'HelmRelease',
  group: 'helm.toolkit.fluxcd.io/',
  base: ['spec'],
  values: 'values',
  from: 'valuesFrom',
  references: (name, fields) =>
    fields.map(({ one, key }) => ({
      kind: 'Secret',
      name,
      valuesKey: key,
      targetPath: one.path.slice(2).join('.'),
    })),
  advice: 'spec.valuesFrom: [{kind: Secret, name: NAME, valuesKey: KEY, targetPath: a.b}]',
};
const substitution: Kind = {
  kind: 'Kustomization',
  group: 'kustomize.toolkit.fluxcd.io/',
  base: ['spec', 'postBuild'],
  values: 'substitute',
  from: 'substituteFrom',
  references: (name) => [{ kind: 'Secret', name }],
  advice: 'spec.postBuild.substituteFrom: [{kind: Secret, name: NAME}]',
};

function kindOf({ object, path }: ObjectTarget): Kind | undefined {
  return [helm, substitution].find(
    ({ kind, group, base, values }) =>
      object.kind === kind &&
      object.apiVersion.startsWith(group) &&
      [...base, values].every((step, index) => path[index] === step),
  );
}

/**
 * Values inside a Flux HelmRelease: `valuesFrom` a Secret with `targetPath`, which every chart takes
 * (https://fluxcd.io/flux/components/helm/helmreleases/#values-references). Variables of a Flux Kustomization:
 * `substituteFrom` (https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution).
 */
export const helmRelease: ReferenceStyle = {
  id: 'helm-release',
  async claim(targets, draft) {
    const mine = targets.flatMap((target) => locate(target) ?? []).filter((one) => kindOf(one) !== undefined);
    const groups = groupBy(mine, ({ object }) =>
      JSON.stringify([object.file.path, object.document, object.prefix]),
    );
    // What a patch may do depends on what becomes of the patched one.
    const patches = (group: readonly ObjectTarget[]): number =>
      draft.tree.isPatch(group[0]?.object.file.path ?? '') ? 1 : 0;
    const moved = new Set<string>();
    for (const group of [...groups.values()].sort((a, b) => patches(a) - patches(b)))
      await move(group, moved, draft);
    const taken = new Set(mine.map(({ target }) => target));
    return targets.filter((target) => !taken.has(target));
  },
};

async function move(group: readonly ObjectTarget[], moved: Set<string>, draft: Draft): Promise<void> {
  const kind = group[0] === undefined ? undefined : kindOf(group[0]);
  if (kind === undefined) return;
  const { advice, base, from } = kind;
  const usable = group.filter((one) => {
    const reason = refusal(one, moved, draft);
    if (reason !== undefined) draft.leave(one.target, reason, advice);
    return reason === undefined;
  });
  const [first] = usable;
  if (first === undefined) return;
  const { object } = first;
  const place = draft.tree.placeFor(object.file.path, object.name);
  const { near } = place;
  const name = freeSecretName(draft, near, object.namespace, place.base);
  const fields = usable.map((one): Field => ({
    one,
    key: one.path
      .slice(base.length + 1)
      .join('.')
      .replaceAll(/[^-._a-zA-Z0-9]/g, '_'),
  }));
  let entry: string | undefined;
  const refused = await draft.tryOutAsync(async () => {
    const secrets = fields.map(({ one, key }) => ({ key, secret: one.target.value.value }));
    const emitted = await emitSecret({ namespace: object.namespace, name, near, fields: secrets }, draft);
    if (emitted.path === undefined) return `${emitted.reason}: ${emitted.hint}`;
    ({ entry } = emitted);
    if (draft.inPlace !== undefined && isRenamed(draft, near) && !valuesReference(draft, near))
      return 'its kustomization cannot be edited, which renames the Secret';
    const references = kind.references(name, fields);
    const edits = fields.map(({ one }): Edit => ({
      action: 'remove',
      document: object.document,
      path: [...object.prefix, ...one.path],
    }));
    if (getNode(object.node, ...base, from) === undefined) {
      const failed = addBefore(object, kind, references, draft);
      if (failed !== undefined) return failed;
    } else
      for (const reference of references)
        edits.push({
          action: 'add',
          document: object.document,
          path: [...object.prefix, ...base, from],
          text: lines(reference).join('\n'),
        });
    return draft.rewrite(object.file.path, edits);
  });
  if (refused === undefined) moved.add(object.file.path);
  for (const { one, key } of fields)
    if (refused === undefined) draft.change(one.target, `${from} Secret ${name}/${key}`, entry);
    else draft.leave(one.target, refused, advice);
}

/** The list in front of the values: both may end where the object ends. */
function addBefore(
  object: KubernetesObject,
  { base, values, from }: Kind,
  references: readonly Readonly<Record<string, string>>[],
  draft: Draft,
): string | undefined {
  const { text } = object.yaml;
  const pair = getPair(getNode(object.node, ...base), values);
  const at = rangeOf(pair?.key)?.[0] ?? 0;
  const indent = text.slice(lineStart(text, at), at);
  if (indent.trim() !== '') return 'its spec is written on one line';
  const added = lines({ [from]: references }).map((line) => `${line}${eolOf(text)}${indent}`);
  draft.edit(object.file.path, { start: at, end: at, text: added.join('') }, (documents) =>
    setAt(documents, [object.document, ...object.prefix, ...base, from], references),
  );
  return undefined;
}

function refusal(
  { target, found, path, object }: ObjectTarget,
  moved: ReadonlySet<string>,
  draft: Draft,
): string | undefined {
  if (!isScalar(found.node) || isEntangled(found.node)) return 'it is an alias, or has an anchor';
  if (target.value.inner === true) return 'it is part of a file inside the values';
  // helm --set syntax: keys with dots and commas would need escapes, and list items would be set in an empty list.
  if (path.some((step) => typeof step === 'number'))
    return 'a list item cannot be set by targetPath without the rest of the list';
  if (path.slice(2).some((step) => !/^[\w-]+$/.test(String(step))))
    return 'its key cannot stand in a targetPath';
  if (object.kind !== helm.kind)
    return draft.tree.isPatch(object.file.path) ? 'the Kustomization is a kustomize patch' : undefined;
  if (draft.tree.isPatch(object.file.path)) return patchRefusal(object, path, moved, draft);
  return getNode(object.node, 'spec', 'chartRef') === undefined &&
    getNode(object.node, 'spec', 'chart') === undefined
    ? 'it names no chart'
    : undefined;
}

/** A patch replaces lists as a whole, and values that stand in the HelmRelease win over those from a Secret. */
function patchRefusal(
  { file, name, namespace }: KubernetesObject,
  path: ObjectTarget['path'],
  moved: ReadonlySet<string>,
  draft: Draft,
): string | undefined {
  const kustomization = draft.tree.patcherOf(file.path);
  if (kustomization === undefined) return 'several kustomizations have the patch';
  const reached = draft.tree.reach(kustomization.dir);
  const releases = draft.tree.objects.filter(
    (one) => one.kind === 'HelmRelease' && one.path !== file.path && reached.has(one.path),
  );
  const [release] = releases;
  if (
    release === undefined ||
    releases.length > 1 ||
    release.name !== name ||
    release.namespace !== namespace
  )
    return 'it is a patch, and not of one HelmRelease of the same name and namespace';
  const contents = draft.tree.get(release.path)?.yaml?.documents[release.document]?.contents;
  if (moved.has(release.path) || getNode(contents, 'spec', 'valuesFrom') !== undefined)
    return 'it is a patch, and would replace the list valuesFrom of the HelmRelease';
  return getNode(contents, ...path) === undefined
    ? undefined
    : 'it is a patch, and the value of the HelmRelease itself would win over a Secret';
}
