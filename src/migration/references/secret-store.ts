import { posix } from 'node:path';
import type { Draft } from '../draft.ts';
import { getNode } from '../yaml.ts';
import { listBeside } from './listing.ts';
import { isRenamed } from './name-reference.ts';
import { lines } from './remote-secret.ts';

/** The store that an ExternalSecret names: the user's, one of the tree, or one that is made where it is applied with it. */
export function secretStore(
  draft: Draft,
  near: string,
  namespace: string | undefined,
): { kind: string; name: string } {
  if (draft.options.secretStore !== undefined) return { ...draft.options.secretStore };
  const gcp = draft.store.id === 'gcp';
  const found = draft.tree.objects.find(
    (object) =>
      (object.kind === 'ClusterSecretStore' ||
        // One of another namespace cannot be named.
        (object.kind === 'SecretStore' && object.namespace === namespace)) &&
      !isRenamed(draft, object.path) &&
      getNode(
        draft.tree.get(object.path)?.yaml?.documents[object.document]?.contents,
        'spec',
        'provider',
        gcp ? 'gcpsm' : 'aws',
      ) !== undefined,
  );
  if (found !== undefined) return { kind: found.kind, name: found.name };
  // kustomize renames a store as well as what names it, but only what one rendering reaches.
  const renamed = isRenamed(draft, near);
  const known = draft.storesMade.find((one) =>
    renamed ? isReachedWith(draft, near, one.path) : !isRenamed(draft, one.path),
  );
  if (known !== undefined) return { kind: known.kind, name: known.name };
  const base = gcp ? 'gcp-secret-manager' : 'aws-secrets-manager';
  const folder = posix
    .basename(posix.join(draft.tree.root, posix.dirname(near)))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-');
  const clash = renamed && draft.storesMade.some((one) => one.name === base && isRenamed(draft, one.path));
  const name = clash ? `${base}-${folder}` : base;
  const chart = chartOf(draft, near);
  // In a chart, every release would bring the store again.
  const path = posix.join(
    chart === undefined ? posix.dirname(near) : posix.dirname(chart),
    `${name}-store.yaml`,
  );
  const made = { path, kind: 'ClusterSecretStore', name };
  draft.storesMade = [...draft.storesMade, made];
  draft.beside.set(path, near);
  const provider: Record<string, unknown> = gcp
    ? { gcpsm: { projectID: draft.project } }
    : { aws: { service: 'SecretsManager', region: draft.region } };
  const stub = {
    apiVersion: 'external-secrets.io/v1',
    kind: made.kind,
    metadata: { name },
    spec: { provider },
  };
  if (chart === undefined) listBeside(draft, path, near, false);
  else draft.preconditions.add(`${path} is applied once, before the charts`);
  draft.create(path, [`${lines(stub).join('\n')}\n`]);
  draft.preconditions.add(
    `the operator may read the secrets (the reader's policy below); ${path} names the store`,
  );
  return { kind: made.kind, name };
}

function chartOf(draft: Draft, path: string): string | undefined {
  for (let dir = posix.dirname(path); ; dir = posix.dirname(dir)) {
    if (draft.tree.has(posix.join(dir, 'Chart.yaml'))) return dir;
    if (dir === '.' || dir === '/') return undefined;
  }
}

/** Does every rendering that has `near` have the store too? */
function isReachedWith(draft: Draft, near: string, store: string): boolean {
  const beside = draft.beside.get(store) ?? store;
  return draft.tree.kustomizations.every((one) => {
    const reached = draft.tree.reach(one.dir);
    return !reached.has(near) || reached.has(beside) || !renames(draft, one.dir);
  });
}

function renames(draft: Draft, dir: string): boolean {
  const root = draft.tree.kustomizations.find((one) => one.dir === dir)?.file.yaml?.documents[0]?.contents;
  return getNode(root, 'namePrefix') !== undefined || getNode(root, 'nameSuffix') !== undefined;
}
