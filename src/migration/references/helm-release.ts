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

/**
 * Values inside a Flux HelmRelease: `valuesFrom` a Secret with `targetPath`, which every chart takes
 * (https://fluxcd.io/flux/components/helm/helmreleases/#values-references).
 */
export const helmRelease: ReferenceStyle = {
  id: 'helm-release',
  async claim(targets, draft) {
    const mine = targets
      .flatMap((target) => locate(target) ?? [])
      .filter(
        ({ object, path }) =>
          object.kind === 'HelmRelease' &&
          object.apiVersion.startsWith('helm.toolkit.fluxcd.io/') &&
          path[0] === 'spec' &&
          path[1] === 'values',
      );
    const groups = groupBy(mine, ({ object }) =>
      JSON.stringify([object.file.path, object.document, object.prefix]),
    );
    for (const group of groups.values()) await move(group, draft);
    const taken = new Set(mine.map(({ target }) => target));
    return targets.filter((target) => !taken.has(target));
  },
};

const advice = 'spec.valuesFrom: [{kind: Secret, name: NAME, valuesKey: KEY, targetPath: a.b}]';

async function move(group: readonly ObjectTarget[], draft: Draft): Promise<void> {
  const usable = group.filter((one) => {
    const reason = refusal(one, draft);
    if (reason !== undefined) draft.leave(one.target, reason, advice);
    return reason === undefined;
  });
  const [first] = usable;
  if (first === undefined) return;
  const { object } = first;
  const name = freeSecretName(draft, object.file.path, object.namespace, object.name);
  const fields = usable.map((one) => ({
    one,
    key: one.path
      .slice(2)
      .join('.')
      .replaceAll(/[^-._a-zA-Z0-9]/g, '_'),
  }));
  let entry: string | undefined;
  const refused = await draft.tryOutAsync(async () => {
    const secrets = fields.map(({ one, key }) => ({ key, secret: one.target.value.value }));
    const emitted = await emitSecret(
      { namespace: object.namespace, name, near: object.file.path, fields: secrets },
      draft,
    );
    if (emitted.path === undefined) return `${emitted.reason}: ${emitted.hint}`;
    ({ entry } = emitted);
    const { path } = object.file;
    if (draft.inPlace !== undefined && isRenamed(draft, path) && !valuesReference(draft, path))
      return 'its kustomization cannot be edited, which renames the Secret';
    const references = fields.map(({ one, key }) => ({
      kind: 'Secret',
      name,
      valuesKey: key,
      targetPath: one.path.slice(2).join('.'),
    }));
    const edits = fields.map(({ one }): Edit => ({
      action: 'remove',
      document: object.document,
      path: [...object.prefix, ...one.path],
    }));
    const base = [...object.prefix, 'spec'];
    if (getNode(object.node, 'spec', 'valuesFrom') === undefined) {
      const failed = addBefore(object, references, draft);
      if (failed !== undefined) return failed;
    } else
      for (const reference of references)
        edits.push({
          action: 'add',
          document: object.document,
          path: [...base, 'valuesFrom'],
          text: lines(reference).join('\n'),
        });
    return draft.rewrite(object.file.path, edits);
  });
  for (const { one, key } of fields)
    if (refused === undefined) draft.change(one.target, `valuesFrom Secret ${name}/${key}`, entry);
    else draft.leave(one.target, refused, advice);
}

/** `valuesFrom` in front of `values`: both may end where the object ends. */
function addBefore(
  object: KubernetesObject,
  references: readonly Readonly<Record<string, string>>[],
  draft: Draft,
): string | undefined {
  const { text } = object.yaml;
  const pair = getPair(getNode(object.node, 'spec'), 'values');
  const at = rangeOf(pair?.key)?.[0] ?? 0;
  const indent = text.slice(lineStart(text, at), at);
  if (indent.trim() !== '') return 'its spec is written on one line';
  const added = lines({ valuesFrom: references }).map((line) => `${line}${eolOf(text)}${indent}`);
  draft.edit(object.file.path, { start: at, end: at, text: added.join('') }, (documents) =>
    setAt(documents, [object.document, ...object.prefix, 'spec', 'valuesFrom'], references),
  );
  return undefined;
}

function refusal({ target, found, path, object }: ObjectTarget, draft: Draft): string | undefined {
  if (!isScalar(found.node) || isEntangled(found.node)) return 'it is an alias, or has an anchor';
  if (target.value.inner === true) return 'it is part of a file inside the values';
  // helm --set syntax: keys with dots and commas would need escapes, and list items would be set in an empty list.
  if (path.some((step) => typeof step === 'number'))
    return 'a list item cannot be set by targetPath without the rest of the list';
  if (path.slice(2).some((step) => !/^[\w-]+$/.test(String(step))))
    return 'its key cannot stand in a targetPath';
  if (draft.tree.isPatch(object.file.path)) return 'the HelmRelease is a kustomize patch';
  return getNode(object.node, 'spec', 'chartRef') === undefined &&
    getNode(object.node, 'spec', 'chart') === undefined
    ? 'it names no chart'
    : undefined;
}
