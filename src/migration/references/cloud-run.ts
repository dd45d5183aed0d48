import { isMap } from 'yaml';
import type { Draft, Target } from '../draft.ts';
import { getNode, getText } from '../yaml.ts';
import { locate } from './kubernetes.ts';
import { remoteValue } from './remote-value.ts';
import type { ReferenceStyle } from './style.ts';

/**
 * Cloud Run reads Knative manifests, but its `secretKeyRef` names a secret of Secret Manager, and its key is a version
 * (https://cloud.google.com/run/docs/configuring/services/secrets#yaml).
 */
export const cloudRun: ReferenceStyle = {
  id: 'cloud-run',
  claim(targets, draft) {
    return Promise.resolve(targets.filter((target) => !move(target, draft)));
  },
};

function move(target: Target, draft: Draft): boolean {
  const located = locate(target);
  if (
    located === undefined ||
    !/^(?:serving\.knative\.dev|run\.googleapis\.com)\//.test(located.object.apiVersion)
  )
    return false;
  if (!isCloudRun(located.object.node)) return false;
  const [list, index, key] = located.path.slice(-3);
  const write = 'valueFrom.secretKeyRef with a secret of Secret Manager and its version';
  if (list !== 'env' || typeof index !== 'number' || key !== 'value') {
    draft.leave(target, 'no style fits a value at this place', write);
    return true;
  }
  if (draft.store.id !== 'gcp') {
    draft.leave(target, 'Cloud Run reads GCP Secret Manager alone', '--to gcp for this file');
    return true;
  }
  const { path } = target.file;
  const variable = target.value.name;
  let name = '';
  let version = 'latest';
  const refused = draft.tryOut(() => {
    name = remoteValue(draft, path, `${located.object.name}-${variable}`, target.value.value);
    if (draft.options.pin === true) version = draft.versions.get(name)?.version ?? '<version>';
    return draft.rewrite(path, [
      {
        action: 'replace-node',
        document: located.found.document,
        path: located.found.path,
        key: 'valueFrom',
        text: `secretKeyRef:\n  name: ${JSON.stringify(name)}\n  key: ${JSON.stringify(version)}\n`,
      },
    ]);
  });
  if (refused !== undefined) {
    draft.leave(target, refused, write);
    return true;
  }
  draft.change(target, 'secretKeyRef of Secret Manager', name);
  draft.preconditions.add(
    `the service account of ${located.object.name} may read the secrets (roles/secretmanager.secretAccessor)`,
  );
  return true;
}

/** Knative in a cluster has no such annotations, and reads Kubernetes Secrets. */
function isCloudRun(node: unknown): boolean {
  return (
    [getNode(node, 'metadata'), getNode(node, 'spec', 'template', 'metadata')].some((metadata) =>
      ['annotations', 'labels'].some((part) => {
        const map = getNode(metadata, part);
        return (
          isMap(map) &&
          map.items.some(({ key }) =>
            /^(?:run\.googleapis\.com|client\.knative\.dev\/user-image|cloud\.googleapis\.com)/.test(
              String((key as { value?: unknown }).value),
            ),
          )
        );
      }),
    ) || (getText(node, 'apiVersion') ?? '').startsWith('run.googleapis.com/')
  );
}
