import { posix } from 'node:path';
import type { Draft } from '../draft.ts';
import type { Tree } from '../tree.ts';
import type { DecryptedBy } from '../types.ts';
import { getNode, getText, itemsOf } from '../yaml.ts';
import { isScalar } from 'yaml';

/** Who turns an encrypted manifest back into values, and how that is known. */
export interface Decryptor {
  readonly by: DecryptedBy;
  readonly evidence: string;
}

/**
 * Who decrypts the manifest at `path` (which may not exist yet): a Flux Kustomization with `spec.decryption` whose path
 * reaches it (https://fluxcd.io/flux/components/kustomize/kustomizations/#decryption), a KSOPS generator beside it, or
 * what the user says.
 */
export function decryptorOf(draft: Draft, path: string): Decryptor | undefined {
  const { tree, options } = draft;
  // helm-secrets decrypts values files, not manifests.
  if (options.decryptedBy !== undefined && options.decryptedBy !== 'helm-secrets')
    return { by: options.decryptedBy, evidence: '--decrypted-by' };
  const dir = posix.dirname(path);
  for (const object of tree.objects) {
    if (object.kind === 'Kustomization' && object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')) {
      const contents = tree.get(object.path)?.yaml?.documents[object.document]?.contents;
      if (getText(contents, 'spec', 'decryption', 'provider') !== 'sops') continue;
      const start = posix.normalize(getText(contents, 'spec', 'path') ?? '.').replace(/\/$/, '') || '.';
      const reached = tree.reach(start.replace(/^\//, ''));
      if (
        reached.has(path) ||
        reached.has(`${dir}/`) ||
        isBelow(dir, start, tree.kustomizations.length === 0)
      )
        return { by: 'flux', evidence: object.path };
    }
    if (object.kind === 'ksops' && posix.dirname(object.path) === dir)
      return { by: 'ksops', evidence: object.path };
  }
  return undefined;
}

function isBelow(dir: string, start: string, plain: boolean): boolean {
  return plain && (start === '.' || dir === start || dir.startsWith(`${start}/`));
}

/** The KSOPS generator of a folder, if any, and the files that it decrypts. */
export function ksopsGenerator(
  tree: Tree,
  dir: string,
): { path: string; files: readonly string[] } | undefined {
  const object = tree.objects.find((one) => one.kind === 'ksops' && posix.dirname(one.path) === dir);
  if (object === undefined) return undefined;
  const contents = tree.get(object.path)?.yaml?.documents[object.document]?.contents;
  const files = itemsOf(getNode(contents, 'files')).flatMap((node) =>
    isScalar(node) && typeof node.value === 'string' ? [posix.normalize(posix.join(dir, node.value))] : [],
  );
  return { path: object.path, files };
}

export function ksopsFiles(tree: Tree, dir: string): readonly string[] {
  return ksopsGenerator(tree, dir)?.files ?? [];
}
