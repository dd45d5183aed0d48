import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { setAt, type Draft } from '../draft.ts';
import { eolOf, lineEnd, lineStart, type TextEdit } from '../text.ts';
import type { TreeFile } from '../tree.ts';
import { getNode, getPair, getText, isEntangled, itemsOf, quoted, rangeOf, removePair } from '../yaml.ts';
import {
  dropLastApplied,
  hasLastApplied,
  isLastApplied,
  lastAppliedEdit,
  locate,
  objectsOf,
  type KubernetesObject,
  type ObjectTarget,
} from './kubernetes.ts';
import { emitSecret, freeSecretName } from './secret-object.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * A secret in a ConfigMap: its key moves to a Secret, and whoever read it there reads it here. Only when every reader
 * is seen and can be changed in the same step; a ConfigMap that is mounted is left alone.
 */
export const configMap: ReferenceStyle = {
  id: 'config-map',
  async claim(targets, draft) {
    const located = targets.flatMap((target) => locate(target) ?? []);
    const mine = located.filter(
      (one) => one.object.kind === 'ConfigMap' && (one.path[0] === 'data' || isLastApplied(one)),
    );
    const groups = groupBy(mine, ({ object }) =>
      JSON.stringify([object.file.path, object.document, object.prefix]),
    );
    for (const group of groups.values()) await moveKeys(group, draft);
    const taken = new Set(mine.map(({ target }) => target));
    return targets.filter((target) => !taken.has(target));
  },
};

/** A place that reads a key, and the edit that makes it read the Secret. */
interface Reader {
  readonly file: TreeFile;
  edit(secret: string): readonly { edit: TextEdit; expectation: (documents: unknown[]) => void }[];
}

async function moveKeys(group: readonly ObjectTarget[], draft: Draft): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const { object } = first;
  const refuse = (reason: string): void => {
    for (const { target } of group)
      draft.leave(target, reason, 'the key in a Secret, and secretKeyRef or secretRef in its readers');
  };
  const keyed = group.filter((one) => !isLastApplied(one));
  const keys = keyed.map(({ path }) => String(path[1]));
  if (keyed.length === 0) return refuse('an annotation of kubectl apply repeats it');
  if (isEntangled(object.node)) return refuse('the ConfigMap uses anchors, aliases or merge keys');
  if (draft.tree.isPatch(object.file.path) || isElsewhere(draft, object))
    return refuse('a kustomize patch changes the same ConfigMap');
  if (hasLastApplied(object) && lastAppliedEdit(object) === undefined)
    return refuse('an annotation repeats the value and cannot be cut out');
  const cuts = cutsOf(keyed, object);
  if (cuts === undefined) return refuse('it is written in a way that cannot be cut out');
  const readers = readersOf(draft, object, keys);
  if (typeof readers === 'string') return refuse(readers);
  const name = freeSecretName(draft, object.file.path, object.namespace, object.name);
  const emitted = await emitSecret(
    {
      namespace: object.namespace,
      name,
      near: object.file.path,
      fields: keyed.map(({ target, path }) => ({ key: String(path[1]), secret: target.value.value })),
    },
    draft,
  );
  if (emitted.path === undefined) return refuse(`${emitted.reason}: ${emitted.hint}`);
  for (const one of readers)
    for (const { edit, expectation } of one.edit(name)) draft.edit(one.file.path, edit, expectation);
  for (const { edit, path } of cuts)
    draft.edit(object.file.path, edit, (documents) => setAt(documents, path, undefined));
  dropLastApplied(draft, object);
  for (const { target, path } of keyed)
    draft.change(target, `Secret ${name}/${String(path[1])}`, emitted.entry);
  for (const { target } of group.filter(isLastApplied)) draft.change(target, 'annotation removed');
}

function isElsewhere(draft: Draft, object: KubernetesObject): boolean {
  return draft.tree.objects.some(
    (other) =>
      other.kind === 'ConfigMap' &&
      other.name === object.name &&
      other.path !== object.file.path &&
      (other.namespace === object.namespace ||
        other.namespace === undefined ||
        object.namespace === undefined),
  );
}

interface Cut {
  readonly edit: TextEdit;
  readonly path: readonly (string | number)[];
}

/** Takes the keys out of `data`, or `data` with them when it holds nothing else. Undefined when it cannot be done. */
function cutsOf(keyed: readonly ObjectTarget[], object: KubernetesObject): readonly Cut[] | undefined {
  const data = getNode(object.node, 'data');
  const outer = getPair(object.node, 'data');
  if (!isMap(data) || outer === undefined) return undefined;
  const base = [object.document, ...object.prefix, 'data'];
  if (data.items.length === keyed.length) {
    const edit = removePair(object.yaml, [{ map: object.node, pair: outer }]);
    return edit === undefined ? undefined : [{ edit, path: base }];
  }
  // Two neighbours of a flow map share the comma between them.
  if (data.flow === true && keyed.length > 1) return undefined;
  const cuts: Cut[] = [];
  for (const { path } of keyed) {
    const pair = getPair(data, String(path[1]));
    const edit = pair === undefined ? undefined : removePair(object.yaml, [{ map: data, pair }]);
    if (edit === undefined) return undefined;
    cuts.push({ edit, path: [...base, String(path[1])] });
  }
  return cuts;
}

/** Who reads the keys; a text says why they cannot be changed with it. */
function readersOf(
  draft: Draft,
  object: KubernetesObject,
  keys: readonly string[],
): readonly Reader[] | string {
  const readers: Reader[] = [];
  for (const file of draft.tree.files) {
    if (!(file.text?.includes(object.name) ?? false)) continue;
    if (file.yaml === undefined || file.document?.kind === 'helm-template')
      return `${file.path} is a template that names it`;
    for (const other of objectsOf(file)) {
      if (other === undefined || other.node === object.node) continue;
      if (!sameNamespace(object, other)) continue;
      const found = readersIn(other, object.name, keys);
      if (typeof found === 'string') return `${found} (${file.path})`;
      if (found.length > 0 && isEntangled(other.node)) return `anchors or aliases in ${file.path}`;
      readers.push(...found);
    }
  }
  return readers.length === 0 ? 'nothing in the tree is seen to read it' : readers;
}

function sameNamespace(a: KubernetesObject, b: KubernetesObject): boolean {
  return a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;
}

type Way = readonly (string | number)[];

function readersIn(object: KubernetesObject, name: string, keys: readonly string[]): Reader[] | string {
  const readers: Reader[] = [];
  let problem: string | undefined;
  const visit = (node: unknown, way: Way): void => {
    if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, [...way, index]);
    if (!isMap(node)) return;
    const reference = getNode(node, 'configMapKeyRef');
    if (getText(reference, 'name') === name && keys.includes(getText(reference, 'key') ?? ''))
      readers.push(keyReader(object, node, way));
    if (getText(getNode(node, 'configMapRef'), 'name') === name) {
      if (getNode(node, 'prefix') === undefined) readers.push(allReader(object, node, way));
      else problem = 'it is read by envFrom with a prefix';
    }
    if (getText(getNode(node, 'configMap'), 'name') === name) problem = 'it is mounted as a volume';
    for (const { key, value } of node.items) if (isScalar(key)) visit(value, [...way, String(key.value)]);
  };
  visit(object.node, [object.document, ...object.prefix]);
  return problem ?? readers;
}

function keyReader(object: KubernetesObject, node: Node, way: Way): Reader {
  const pair = getPair(node, 'configMapKeyRef');
  const nameNode = getNode(pair?.value, 'name');
  return {
    file: object.file,
    edit: (secret) => {
      const key = rangeOf(pair?.key) ?? [0, 0];
      const range = rangeOf(nameNode) ?? [0, 0];
      const json = object.yaml.text[key[0]] === '"';
      const move = (documents: unknown[]): void => {
        let at: unknown = documents;
        for (const step of way) at = (at as Record<string | number, unknown>)[step];
        const map = at as Record<string, Record<string, unknown>>;
        map['secretKeyRef'] = { ...map['configMapKeyRef'], name: secret };
        delete map['configMapKeyRef'];
      };
      return [
        {
          edit: { start: key[0], end: key[1], text: json ? '"secretKeyRef"' : 'secretKeyRef' },
          expectation: move,
        },
        {
          edit: { start: range[0], end: range[1], text: json ? JSON.stringify(secret) : quoted(secret) },
          expectation: () => undefined,
        },
      ];
    },
  };
}

/** `envFrom` with the ConfigMap gets the Secret behind it: the same variables, from two places. */
function allReader(object: KubernetesObject, node: Node, way: Way): Reader {
  const { text } = object.yaml;
  return {
    file: object.file,
    edit: (secret) => {
      const list = getNode(object.yaml.documents[object.document]?.contents, ...way.slice(1, -1));
      const range = rangeOf(node) ?? [0, 0];
      let end = range[1];
      while (end > range[0] && /\s/.test(text[end - 1] ?? '')) end--;
      const flow = isSeq(list) && list.flow === true;
      const index = Number(way.at(-1));
      const expectation = (documents: unknown[]): void => {
        let at: unknown = documents;
        for (const step of way.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
        // Several readers of one list: the place moved by what was put in before.
        const items = at as Record<string, { name?: string }>[];
        const here = items.findIndex((item, i) => i >= index && item['configMapRef'] !== undefined);
        items.splice(here + 1, 0, { secretRef: { name: secret } });
      };
      if (flow) {
        const item = object.file.path.endsWith('.json')
          ? JSON.stringify({ secretRef: { name: secret } })
          : `{secretRef: {name: ${quoted(secret)}}}`;
        return [{ edit: { start: end, end, text: `, ${item}` }, expectation }];
      }
      const first = rangeOf(itemsOf(list)[0]) ?? range;
      const dash = text.lastIndexOf('-', first[0] - 1);
      const indent = text.slice(lineStart(text, dash), dash);
      const eol = eolOf(text);
      const at = lineEnd(text, end);
      const lines = `${indent}- secretRef:${eol}${indent}    name: ${quoted(secret)}`;
      const open = text[at - 1] !== '\n';
      return [
        { edit: { start: at, end: at, text: open ? `${eol}${lines}` : `${lines}${eol}` }, expectation },
      ];
    },
  };
}
