import { posix } from 'node:path';
import { readSecretFile } from './credentials.ts';
import { readDotenv } from './dotenv.ts';
import { readEmbedded } from './embedded.ts';
import { kindOfPath } from './kinds.ts';
import { isPublicKey } from './kubernetes-secret.ts';
import { FileSource } from './source.ts';
import { entriesOf, get, itemsOf, textOf } from './tree.ts';
import type { TreeNode } from './tree.ts';
import type { Document, FileReference } from './types.ts';
import { ValueCollector } from './values.ts';
import type { Place } from './values.ts';
import { parseYaml } from './yaml-tree.ts';

/** A file of one value; more is data. */
const LARGEST = 64 * 1024;

/**
 * The files that a kustomization's generators and a Compose file take values from, by their place in the tree. Paths
 * that leave the tree are left out.
 */
export function fileReferences(path: string, bytes: Uint8Array): readonly FileReference[] {
  const kind = kindOfPath(path)?.kind;
  if (kind !== 'kustomization' && kind !== 'compose') return [];
  const source = FileSource.read(bytes);
  if (source === undefined || !/secretGenerator|configMapGenerator|env_file|file:/.test(source.text))
    return [];
  const found: FileReference[] = [];
  const folder = posix.dirname(path);
  const add = (file: string | undefined, as: FileReference['as'], name: string): void => {
    if (file === undefined || file.includes('$') || /^(?:[a-z]+:\/\/|\/|~)/.test(file)) return;
    const target = posix.normalize(posix.join(folder, file));
    if (!target.startsWith('../') && found.length < 10_000) found.push({ path: target, as, name });
  };
  for (const { root } of parseYaml(source.text).documents)
    (kind === 'compose' ? ofCompose : ofKustomization)(root, add);
  return found;
}

type Add = (file: string | undefined, as: FileReference['as'], name: string) => void;

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/ */
function ofKustomization(root: TreeNode, add: Add): void {
  for (const field of ['secretGenerator', 'configMapGenerator'] as const) {
    const secret = field === 'secretGenerator';
    for (const generator of itemsOf(get(root, field))) {
      if (secret)
        for (const item of itemsOf(get(generator, 'files'))) {
          const text = textOf(item) ?? '';
          const equals = text.indexOf('=');
          const file = text.slice(equals + 1);
          add(file, 'secret', equals > 0 ? text.slice(0, equals) : posix.basename(file));
        }
      const envs = [textOf(get(generator, 'env')), ...itemsOf(get(generator, 'envs')).map(textOf)];
      for (const file of envs) add(file, secret ? 'secret-env' : 'env', '');
    }
  }
}

/** @see https://github.com/compose-spec/compose-spec/blob/main/09-secrets.md */
function ofCompose(root: TreeNode, add: Add): void {
  for (const { key, value } of entriesOf(get(root, 'secrets')))
    add(textOf(get(value, 'file')), 'secret', key);
  for (const { value: service } of entriesOf(get(root, 'services'))) {
    const files = get(service, 'env_file');
    add(textOf(files), 'env', '');
    for (const item of itemsOf(files)) add(textOf(item) ?? textOf(get(item, 'path')), 'env', '');
  }
}

/** Reads a file as the one that refers to it does; undefined when it is no text, or too large to be a value. */
export function readReferenced({ path, as, name }: FileReference, bytes: Uint8Array): Document | undefined {
  const source = bytes.length > LARGEST ? undefined : FileSource.read(bytes, true);
  if (source === undefined) return undefined;
  const collector = new ValueCollector();
  const place: Place = { source, prefix: '', document: 0 };
  if (as === 'secret') {
    if (!readSecretFile(name, place, collector, !isPublicKey(name))) readEmbedded(name, place, collector);
  } else readDotenv(place, collector);
  const { values } = collector;
  return {
    kind: as === 'secret' ? 'other' : 'dotenv',
    path,
    bytes,
    values:
      as === 'secret-env'
        ? values.map((value) =>
            value.class === 'literal' && !value.value.isEmpty && !isPublicKey(value.name)
              ? { ...value, class: 'secret' as const }
              : value,
          )
        : values,
    resources: [],
    consumers: [],
    problems: [],
  };
}
