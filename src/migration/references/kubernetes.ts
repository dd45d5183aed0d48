import { isMap, type YAMLMap } from 'yaml';
import { setAt, type Draft, type Target } from '../draft.ts';
import type { TextEdit } from '../text.ts';
import type { TreeFile } from '../tree.ts';
import {
  findAt,
  getNode,
  getPair,
  getText,
  itemsOf,
  removePair,
  type Found,
  type YamlFile,
} from '../yaml.ts';

/** The Kubernetes object that a value belongs to. */
export interface KubernetesObject {
  readonly file: TreeFile;
  readonly yaml: YamlFile;
  readonly document: number;
  /** From the document to the object: empty, or `['items', 3]` in a List. */
  readonly prefix: readonly (string | number)[];
  readonly node: YAMLMap;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** A target with its object, and the way to it from the object. */
export interface ObjectTarget {
  readonly target: Target;
  readonly object: KubernetesObject;
  readonly found: Found;
  readonly path: readonly (string | number)[];
}

/** @returns undefined when the value is in no object that can be edited */
export function locate(target: Target): ObjectTarget | undefined {
  const { yaml } = target.file;
  if (yaml === undefined) return undefined;
  const found = findAt(yaml, target.offset);
  if (found === undefined) return undefined;
  const inList = found.path[0] === 'items' && typeof found.path[1] === 'number';
  const prefix = inList ? found.path.slice(0, 2) : [];
  const object = objectAt(target.file, yaml, found.document, prefix);
  return object === undefined ? undefined : { target, object, found, path: found.path.slice(prefix.length) };
}

function objectAt(
  file: TreeFile,
  yaml: YamlFile,
  document: number,
  prefix: readonly (string | number)[],
): KubernetesObject | undefined {
  const node = getNode(yaml.documents[document]?.contents, ...prefix);
  const kind = getText(node, 'kind');
  const name = getText(node, 'metadata', 'name');
  if (!isMap(node) || kind === undefined || name === undefined) return undefined;
  return {
    file,
    yaml,
    document,
    prefix,
    node,
    apiVersion: getText(node, 'apiVersion') ?? '',
    kind,
    namespace: getText(node, 'metadata', 'namespace'),
    name,
  };
}

/** Every object of a file, those of Lists as well; undefined entries are documents that are no object. */
export function objectsOf(file: TreeFile): readonly (KubernetesObject | undefined)[] {
  const { yaml } = file;
  if (yaml === undefined) return [];
  return yaml.documents.flatMap((document, index) => {
    const list = getNode(document.contents, 'items');
    if (list === undefined) return document.contents === null ? [] : [objectAt(file, yaml, index, [])];
    return itemsOf(list).map((_node, item) => objectAt(file, yaml, index, ['items', item]));
  });
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** A value inside that annotation: gone with it. */
export function isLastApplied({ path }: ObjectTarget): boolean {
  return path.at(-1) === lastApplied;
}

export function hasLastApplied(object: KubernetesObject): boolean {
  return getPair(getNode(object.node, 'metadata', 'annotations'), lastApplied) !== undefined;
}

/** The cut that takes away the annotation in which `kubectl apply` repeats the whole object, values included. */
export function lastAppliedEdit(
  object: KubernetesObject,
): { readonly edit: TextEdit; readonly alone: boolean } | undefined {
  const metadata = getNode(object.node, 'metadata');
  const annotations = getNode(metadata, 'annotations');
  const inner = getPair(annotations, lastApplied);
  const outer = getPair(metadata, 'annotations');
  if (inner === undefined || outer === undefined || !isMap(metadata) || !isMap(annotations)) return undefined;
  const edit = removePair(object.yaml, [
    { map: metadata, pair: outer },
    { map: annotations, pair: inner },
  ]);
  return edit === undefined ? undefined : { edit, alone: annotations.items.length === 1 };
}

/** Takes that annotation away. @returns false when the way it is written cannot be cut out */
export function dropLastApplied(draft: Draft, object: KubernetesObject): boolean {
  if (!hasLastApplied(object)) return true;
  const found = lastAppliedEdit(object);
  if (found === undefined) return false;
  const base = [object.document, ...object.prefix, 'metadata', 'annotations'];
  draft.edit(object.file.path, found.edit, (documents) =>
    setAt(documents, found.alone ? base : [...base, lastApplied], undefined),
  );
  return true;
}
