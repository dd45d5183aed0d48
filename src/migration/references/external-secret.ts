import { posix } from 'node:path';
import { isMap } from 'yaml';
import { Documents, removed, type Draft, type Target } from '../draft.ts';
import { eolOf } from '../text.ts';
import { isEntangled } from '../yaml.ts';
import { isLastApplied, locate, type KubernetesObject } from './kubernetes.ts';
import { listBeside } from './listing.ts';
import { isRenamed, nameReference } from './name-reference.ts';
import {
  lines,
  pinnedVersion,
  shapeOf,
  some,
  store,
  valuesOf,
  type RemoteField,
  type SecretShape,
} from './remote-secret.ts';
import type { Emitted, NewSecret } from './secret-object.ts';
import { secretStore } from './secret-store.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/** A Kubernetes Secret in clear becomes an ExternalSecret that makes the same Secret: name, type, labels, every key. */
export const secretToExternal: ReferenceStyle = {
  id: 'external-secret',
  async claim(targets, draft) {
    if (draft.inPlace !== undefined) return targets;
    const { groups, rest } = groupSecrets(targets);
    for (const { object, targets: group } of groups) replaceSecret(object, group, draft);
    return rest;
  },
};

/** Values of Kubernetes Secrets, by their object. */
export function groupSecrets(targets: readonly Target[]): {
  readonly groups: readonly { readonly object: KubernetesObject; readonly targets: readonly Target[] }[];
  readonly rest: readonly Target[];
} {
  const located = targets.flatMap((target) => locate(target) ?? []);
  const mine = located.filter(
    (one) =>
      one.object.kind === 'Secret' &&
      (one.path[0] === 'data' || one.path[0] === 'stringData' || isLastApplied(one)),
  );
  const groups = groupBy(mine, ({ object }) =>
    JSON.stringify([object.file.path, object.document, object.prefix]),
  );
  const taken = new Set(mine.map(({ target }) => target));
  return {
    groups: [...groups.values()].flatMap((group) =>
      group[0] === undefined ? [] : [{ object: group[0].object, targets: group.map(({ target }) => target) }],
    ),
    rest: targets.filter((target) => !taken.has(target)),
  };
}

/** Why a Secret cannot be replaced by another object; undefined when it can. */
export function secretRefusal(object: KubernetesObject, draft: Draft): readonly [string, string] | undefined {
  if (object.prefix.length > 0 || object.file.path.endsWith('.json'))
    return [
      'the Secret stands in a list or in JSON',
      'give it a YAML document of its own: an ExternalSecret',
    ];
  if (isEntangled(object.node))
    return ['the Secret uses anchors, aliases or merge keys', 'write the values out'];
  if (draft.tree.isPatch(object.file.path))
    return ['the Secret is a kustomize patch', 'put an ExternalSecret into the base'];
  return isMap(object.yaml.documents[object.document]?.contents)
    ? undefined
    : ['the document is no map', 'an ExternalSecret'];
}

/** Puts documents in the place of a Secret's. */
export function replaceDocument(
  object: KubernetesObject,
  documents: readonly Readonly<Record<string, unknown>>[],
  draft: Draft,
): void {
  const { text } = object.yaml;
  const contents = object.yaml.documents[object.document]?.contents;
  if (!isMap(contents)) return;
  const eol = eolOf(text);
  const [start, end] = contents.range;
  const tail = text[end - 1] === '\n' ? eol : '';
  const body = documents.map((one) => lines(one).join(eol)).join(`${eol}---${eol}`);
  draft.edit(object.file.path, { start, end, text: body + tail }, (plain) => {
    plain[object.document] = plain[object.document] === removed ? removed : new Documents(documents);
  });
}

function replaceSecret(object: KubernetesObject, targets: readonly Target[], draft: Draft): void {
  const refuse = (reason: string, write: string): void => {
    for (const target of targets) draft.leave(target, reason, write);
  };
  const { path } = object.file;
  const refused = secretRefusal(object, draft);
  if (refused !== undefined) return refuse(...refused);
  const values = valuesOf(object);
  if (values === undefined)
    return refuse('a key is no text, or not base64', 'an ExternalSecret with its keys');
  const shape = shapeOf(object, draft);
  if (shape.renamed && !draft.attempt(() => nameReference(draft, path)))
    return refuse('its kustomization cannot be edited', 'a nameReference for ExternalSecret');
  const { fields, entries } = store(draft, path, object.kind, shape, values);
  replaceDocument(object, [external(draft, shape, fields, secretStore(draft, path, shape.namespace))], draft);
  for (const target of targets) draft.change(target, `ExternalSecret ${object.name}`, entries.join(', '));
  draft.preconditions.add('the External Secrets Operator (v1 API) runs in the cluster');
}

/** A Secret made from values that stood elsewhere. */
export function externalSecret(secret: NewSecret, draft: Draft): Emitted {
  const path = posix.join(posix.dirname(secret.near), `${secret.name}.yaml`);
  if (draft.isTaken(path))
    return { reason: `${path} is there already`, hint: 'rename it, or write an ExternalSecret' };
  const { namespace, name, type, labels, annotations, immutable } = secret;
  const shape: SecretShape = {
    namespace,
    name,
    renamed: isRenamed(draft, secret.near),
    ...(type === undefined || type === 'Opaque' ? {} : { type }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(immutable === undefined ? {} : { immutable }),
  };
  if (!draft.attempt(() => listBeside(draft, path, secret.near, false)))
    return { reason: 'its kustomization cannot be edited', hint: `list ${path} beside ${secret.near}` };
  if (shape.renamed && !draft.attempt(() => nameReference(draft, secret.near)))
    return { reason: 'its kustomization cannot be edited', hint: 'a nameReference for ExternalSecret' };
  const values = new Map(secret.fields.map((field) => [field.key, field.secret]));
  const { fields, entries } = store(draft, secret.near, 'Secret', shape, values);
  draft.create(path, [
    `${lines(external(draft, shape, fields, secretStore(draft, secret.near, secret.namespace))).join('\n')}\n`,
  ]);
  draft.preconditions.add('the External Secrets Operator (v1 API) runs in the cluster');
  return { path, entry: entries.join(', ') };
}

/** `external-secrets.io/v1` (https://external-secrets.io/latest/api/externalsecret/). */
function external(
  draft: Draft,
  shape: SecretShape,
  fields: readonly RemoteField[],
  storeRef: { readonly kind: string; readonly name: string },
): Record<string, unknown> {
  const labels = some(shape.labels);
  const annotations = some(shape.annotations);
  const metadata = { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
  const hasMetadata = labels !== undefined || annotations !== undefined;
  // With a template, labels that GitOps tools put on the ExternalSecret stay off the Secret, which they would prune.
  const template = {
    type: shape.type ?? 'Opaque',
    ...(hasMetadata ? { metadata } : {}),
    // A template's data replaces what was fetched: it names every key.
    ...(fields.some((field) => field.around !== undefined)
      ? { data: Object.fromEntries(fields.map((field) => [field.key, expression(field)])) }
      : {}),
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
        template,
      },
      data: fields.map((field) => ({
        secretKey: field.key,
        remoteRef: {
          key: field.entry,
          ...(field.property === undefined ? {} : { property: field.property }),
          ...versionOf(draft, field.entry),
        },
      })),
    },
  };
}

function versionOf(draft: Draft, entry: string): { readonly version?: string } {
  const version = pinnedVersion(draft, entry);
  return version === undefined ? {} : { version };
}

/** What the operator's template engine reads: https://external-secrets.io/latest/guides/templating/ */
function expression({ key, around = ['', ''] }: RemoteField): string {
  const field = /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `index . "${key}"`;
  return `${around[0]}{{ ${field} }}${around[1]}`;
}
