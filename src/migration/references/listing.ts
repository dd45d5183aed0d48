import { posix } from 'node:path';
import { isMap, isScalar, isSeq } from 'yaml';
import type { Draft } from '../draft.ts';
import type { Kustomization } from '../tree.ts';
import { eolOf, lineEnd, lineStart } from '../text.ts';
import { addToList, getNode, itemsOf, quoted, rangeOf } from '../yaml.ts';
import { ksopsGenerator } from './decryptor.ts';

/**
 * Makes a new manifest part of what its neighbour is part of: the kustomization that names the neighbour names it too.
 * Encrypted ones go to the KSOPS generator where KSOPS decrypts, because kustomize would load the ciphertext.
 * @returns false when the kustomization is written in a way that cannot be added to
 */
export function listBeside(draft: Draft, path: string, neighbour: string, ksops: boolean): boolean {
  const kustomization = draft.tree.kustomizationOf(neighbour);
  if (kustomization === undefined) return true;
  return ksops
    ? addToGenerator(draft, kustomization, path)
    : addResource(draft, kustomization, 'resources', path);
}

/** A manifest that was a resource and is now encrypted for KSOPS moves from `resources` to the generator. */
export function moveToGenerator(draft: Draft, path: string): boolean {
  const kustomization = draft.tree.kustomizationOf(path);
  if (kustomization === undefined) return true;
  return dropResource(draft, kustomization, path) && addToGenerator(draft, kustomization, path);
}

// Several additions to one list must be one edit: the second would be an insertion at the same place.
function addResource(draft: Draft, kustomization: Kustomization, key: string, path: string): boolean {
  const { yaml } = kustomization.file;
  const document = yaml?.documents[0];
  if (yaml === undefined || document === undefined) return false;
  const item = posix.relative(kustomization.dir, path);
  const edit = addToList(yaml, document, key, quoted(item), draft.lists.has(`${kustomization.dir} ${key}`));
  if (edit === undefined) return false;
  draft.lists = new Set([...draft.lists, `${kustomization.dir} ${key}`]);
  draft.edit(kustomization.file.path, edit, (documents) => {
    const root = documents[0] as Record<string, unknown>;
    const old = root[key];
    root[key] = [...(Array.isArray(old) ? (old as unknown[]) : []), item];
  });
  return true;
}

function dropResource(draft: Draft, kustomization: Kustomization, path: string): boolean {
  const { yaml } = kustomization.file;
  const root = yaml?.documents[0]?.contents;
  const list = getNode(root, 'resources');
  if (yaml === undefined || !isMap(root) || !isSeq(list) || list.flow === true) return false;
  const index = itemsOf(list).findIndex(
    (node) =>
      isScalar(node) &&
      typeof node.value === 'string' &&
      posix.normalize(posix.join(kustomization.dir, node.value)) === path,
  );
  const range = rangeOf(itemsOf(list)[index]);
  if (range === undefined) return false;
  const expectation = (documents: unknown[]): void => {
    const resources = (documents[0] as Record<string, unknown>)['resources'] as unknown[];
    const item = resources.findIndex(
      (one) => typeof one === 'string' && posix.normalize(posix.join(kustomization.dir, one)) === path,
    );
    resources.splice(item, 1);
  };
  const start = lineStart(yaml.text, range[0]);
  const end = lineEnd(yaml.text, range[1]);
  if (list.items.length > 1) {
    draft.edit(kustomization.file.path, { start, end, text: '' }, expectation);
    return true;
  }
  const indent = ' '.repeat(2);
  draft.edit(kustomization.file.path, { start, end, text: `${indent}[]${eolOf(yaml.text)}` }, expectation);
  return true;
}

function addToGenerator(draft: Draft, kustomization: Kustomization, path: string): boolean {
  const existing = ksopsGenerator(draft.tree, kustomization.dir);
  const item = posix.relative(kustomization.dir, path);
  if (existing !== undefined) {
    if (existing.files.includes(path)) return true;
    const file = draft.tree.get(existing.path);
    const document = file?.yaml?.documents[0];
    if (file?.yaml === undefined || document === undefined) return false;
    const edit = addToList(file.yaml, document, 'files', quoted(item));
    if (edit === undefined) return false;
    draft.edit(existing.path, edit, (documents) => {
      const root = documents[0] as Record<string, unknown>;
      const old = root['files'];
      root['files'] = [...(Array.isArray(old) ? (old as unknown[]) : []), item];
    });
    return true;
  }
  const generator = posix.join(kustomization.dir, 'secret-generator.yaml');
  if (draft.isCreated(generator)) {
    draft.append(generator, [`  - ${quoted(item)}\n`]);
    return true;
  }
  if (draft.isTaken(generator)) return false;
  // https://github.com/viaduct-ai/kustomize-sops#5-define-ksops-kustomize-generator
  draft.create(generator, [
    'apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata:\n  name: secret-generator\n',
    '  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ksops\n',
    `files:\n  - ${quoted(item)}\n`,
  ]);
  return addResource(draft, kustomization, 'generators', generator);
}
