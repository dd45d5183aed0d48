import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { Secret } from '../../engine/index.ts';
import type { Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import { lineEnd, lineStart, type TextEdit } from '../text.ts';
import type { TreeFile } from '../tree.ts';
import {
  findAt,
  getNode,
  getPair,
  getText,
  isEntangled,
  itemsOf,
  rangeOf,
  removePair,
  type YamlFile,
} from '../yaml.ts';
import { stringsOf } from './remote-secret.ts';
import { emitSecret, type NewSecret } from './secret-object.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * A `secretGenerator` (literals, environment files, files): a Secret (encrypted, or made by an ExternalSecret) of the same
 * name in its place, with all keys. The generator's hash in the name goes, and with it the rollout on change; references
 * resolve as before.
 */
export const kustomizeGenerator: ReferenceStyle = {
  id: 'kustomize-generator',
  async claim(targets, draft) {
    const mine = targets.flatMap((target) => {
      const generator = generatorOf(target, draft);
      return generator === undefined ? [] : [{ target, ...generator }];
    });
    const groups = groupBy(mine, ({ file, index }) => `${file.path}\0${index}`);
    const replaced = new Map<TreeFile, number[]>();
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const of = group.map(({ target }) => target);
      const refused = await draft.tryOutAsync(() => replaceGenerator(of, first.file, first.index, draft));
      if (refused === undefined) replaced.set(first.file, [...(replaced.get(first.file) ?? []), first.index]);
      else
        for (const target of of)
          draft.leave(target, refused, 'a Secret or ExternalSecret as a resource in its place');
    }
    for (const [file, indices] of replaced) cutGenerators(file, indices, draft);
    const taken = new Set(mine.map(({ target }) => target));
    return targets.filter((target) => !taken.has(target));
  },
};

/** The generator that a value stands in, or that reads the file it stands in. */
function generatorOf(
  { file, offset }: Target,
  draft: Draft,
): { readonly file: TreeFile; readonly index: number } | undefined {
  if (file.document?.kind === 'kustomization') {
    const found = file.yaml === undefined ? undefined : findAt(file.yaml, offset);
    return found?.path[0] === 'secretGenerator' ? { file, index: Number(found.path[1]) } : undefined;
  }
  for (const { from } of file.readers) {
    const kustomization = draft.tree.get(from);
    const list = getNode(kustomization?.yaml?.documents[0]?.contents, 'secretGenerator');
    const index = itemsOf(list).findIndex((generator) =>
      sourcesOf(generator).some((one) => pathBeside(from, one.path) === file.path),
    );
    if (kustomization !== undefined && index >= 0) return { file: kustomization, index };
  }
  return undefined;
}

const pathBeside = (path: string, name: string): string =>
  posix.normalize(posix.join(posix.dirname(path), name));

interface Source {
  readonly path: string;
  /** The key of a file that is one value; none: an environment file. */
  readonly key?: string;
}

/** The files that a generator reads. */
function sourcesOf(generator: unknown): Source[] {
  const texts = (key: string): string[] =>
    itemsOf(getNode(generator, key)).map((item) => (isScalar(item) ? String(item.value) : ''));
  const env = getText(generator, 'env');
  return [
    ...[...(env === undefined ? [] : [env]), ...texts('envs')].map((path) => ({ path })),
    ...texts('files').map((text) => {
      const [, key, path = ''] = /^(?:([^=]*)=)?([^]*)$/.exec(text) ?? [];
      return { path, key: key ?? posix.basename(path) };
    }),
  ];
}

const known = new Set([
  'name',
  'namespace',
  'literals',
  'env',
  'envs',
  'files',
  'type',
  'options',
  'behavior',
]);

/** @returns why it cannot be done */
async function replaceGenerator(
  targets: readonly Target[],
  file: TreeFile,
  index: number,
  draft: Draft,
): Promise<string | undefined> {
  const { yaml } = file;
  const root = yaml?.documents[0]?.contents;
  const generator = getNode(root, 'secretGenerator', index);
  const name = getText(generator, 'name');
  if (yaml === undefined || !isMap(root) || !isMap(generator) || name === undefined || isEntangled(generator))
    return 'the generator has no name, or aliases';
  if (generator.items.some(({ key }) => !isScalar(key) || !known.has(String(key.value))))
    return 'the generator has a field that is not known here';
  if ((getText(generator, 'behavior') ?? 'create') !== 'create') return 'the generator merges with another';
  const reader = readerOf(draft, file, name);
  if (reader !== undefined) return `${reader} changes or reads the generated Secret by its kind`;
  const fields = fieldsOf(generator, file, draft);
  if (typeof fields === 'string') return fields;
  if (generatorCut(yaml, root, index) === undefined)
    return 'the generator is written in a way that cannot be cut out';
  const option = (key: string): Record<string, string> => ({
    ...stringsOf(getNode(root, 'generatorOptions', key)),
    ...stringsOf(getNode(generator, 'options', key)),
  });
  const flag = (key: string): boolean =>
    [getNode(generator, 'options', key), getNode(root, 'generatorOptions', key)].some(
      (node) => isScalar(node) && node.value === true,
    );
  const type = getText(generator, 'type');
  const namespace = getText(generator, 'namespace');
  const emitted = await emitSecret(
    {
      namespace,
      name,
      near: file.path,
      fields,
      ...(type === undefined ? {} : { type }),
      labels: option('labels'),
      annotations: option('annotations'),
      immutable: flag('immutable'),
    },
    draft,
  );
  if (emitted.path === undefined) return `${emitted.reason}: ${emitted.hint}`;
  for (const { file: source } of targets)
    if (source !== file && !draft.hasEdit(source.path, '')) {
      draft.edit(source.path, { start: 0, end: source.text?.length ?? 0, text: '' });
      draft.warnings.add(
        `${source.path} is empty now, its keys are in ${emitted.path}: remove it with git rm`,
      );
    }
  for (const target of targets) draft.change(target, `Secret ${name} (${emitted.path})`, emitted.entry);
  if (flag('disableNameSuffixHash')) return undefined;
  if (draft.options.pin === true) markReaders(draft, name, emitted.entry ?? '');
  draft.warnings.add(
    `${name} loses the hash in its name: pods do not restart by themselves when it changes${draft.options.pin === true ? ', but when the version in its reference does' : ''}; with Reloader in the cluster, their workloads take the annotation secret.reloader.stakater.com/reload: ${name}`,
  );
  return undefined;
}

/** Who finds the generated Secret by its kind and name: an ExternalSecret in its place would not be found. */
function readerOf(draft: Draft, file: TreeFile, name: string): string | undefined {
  for (const one of draft.tree.kustomizations) {
    const root = one.file.yaml?.documents[0]?.contents;
    const isIt = (node: unknown, kind: string | undefined): boolean =>
      kind === 'Secret' && [undefined, name].includes(getText(node, 'name'));
    const merges = itemsOf(getNode(root, 'secretGenerator')).some(
      (node) =>
        one.file !== file && getText(node, 'name') === name && getText(node, 'behavior') !== undefined,
    );
    const sources = itemsOf(getNode(root, 'replacements')).map((node) => getNode(node, 'source'));
    const objects = itemsOf(getNode(root, 'vars')).map((node) => getNode(node, 'objref'));
    const patches = itemsOf(getNode(root, 'patches')).map((node) => getNode(node, 'target'));
    if (merges || [...sources, ...objects, ...patches].some((node) => isIt(node, getText(node, 'kind'))))
      return one.file.path;
  }
  return draft.tree.objects.find(
    (object) => object.kind === 'Secret' && object.name === name && draft.tree.isPatch(object.path),
  )?.path;
}

type Field = NewSecret['fields'][number];

/** Every key that the generator makes; or why they cannot be told. */
function fieldsOf(generator: YAMLMap, file: TreeFile, draft: Draft): Field[] | string {
  const literals = literalsOf(generator);
  if (literals === undefined) return 'a literal of the generator is not KEY=VALUE';
  const fields = [...literals];
  for (const { path, key } of sourcesOf(generator)) {
    const source = draft.tree.get(pathBeside(file.path, path));
    if (source === undefined) return `the generator reads ${path}, which is not there, a link, or too large`;
    if (source.readers.length !== 1) return `${source.path} has other readers`;
    const read =
      key === undefined ? variablesOf(source.text) : [{ key, secret: new Secret(source.disk.bytes) }];
    if (read === undefined)
      return `${source.path} has a line that takes its value from the environment, or is not text`;
    fields.push(...read);
  }
  return fields.length === 0 ? 'the generator makes no key' : fields;
}

/** As kustomize reads an environment file: no quotes, no escapes (https://github.com/kubernetes-sigs/kustomize, api/kv). */
function variablesOf(text: string | undefined): Field[] | undefined {
  const fields: Field[] = [];
  for (const line of text?.replace(/^\uFEFF/, '').split('\n') ?? ['']) {
    const trimmed = line.replace(/\r$/, '').trimStart();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, key, value] = /^([-._a-zA-Z0-9]+)=([^]*)$/.exec(trimmed) ?? [];
    if (key === undefined || value === undefined) return undefined;
    fields.push({ key, secret: Secret.fromText(value) });
  }
  return text === undefined ? undefined : fields;
}

/**
 * In place of the hash: an annotation of the pods that read it, with a hash of the reference (store, name, version; never
 * of the value), so that a new version in the manifest rolls them out.
 */
function markReaders(draft: Draft, name: string, entry: string): void {
  const version = draft.versions.get(entry)?.version ?? '';
  const hash = createHash('sha256')
    .update(JSON.stringify([draft.store.id, entry, version]))
    .digest('hex');
  for (const file of draft.tree.files) {
    if (file.text?.includes(name) !== true || draft.tree.isPatch(file.path)) continue;
    const templates = new Map<string, Edit>();
    for (const { target, document, path } of file.document?.consumers ?? []) {
      const at = path.findIndex((step) => /^(?:initC|c)ontainers$|^volumes$/.test(String(step)));
      if (target.kind !== 'Secret' || target.name !== name || at < 2 || path[at - 2] !== 'template') continue;
      const metadata = [...path.slice(0, at - 1), 'metadata', 'annotations'];
      const key = `unleak.dev/reference-${name}`.slice(0, 63 + 'unleak.dev/'.length);
      templates.set(JSON.stringify([document, metadata]), {
        action: 'add',
        document,
        path: metadata,
        key,
        text: JSON.stringify(hash.slice(0, 32)),
      });
    }
    const refused = draft.rewrite(file.path, [...templates.values()]);
    if (refused !== undefined) draft.warnings.add(`${file.path} could not be annotated: ${refused}`);
  }
}

function literalsOf(generator: YAMLMap): Field[] | undefined {
  const fields: Field[] = [];
  for (const item of itemsOf(getNode(generator, 'literals'))) {
    const [, key, value = ''] = isScalar(item)
      ? (/^([-._a-zA-Z0-9]+)=([^]*)$/.exec(String(item.value)) ?? [])
      : [];
    if (key === undefined) return undefined;
    // kustomize takes one pair of quotes off.
    fields.push({ key, secret: Secret.fromText(value.replace(/^(["'])([^]*)\1$/, '$2')) });
  }
  return fields;
}

/** Takes generators out: all of them with their key. */
function cutGenerators({ path, yaml }: TreeFile, indices: readonly number[], draft: Draft): void {
  const root = yaml?.documents[0]?.contents;
  if (yaml === undefined || !isMap(root)) return;
  const pair = getPair(root, 'secretGenerator');
  const all = itemsOf(pair?.value).length === indices.length;
  const cuts =
    all && pair !== undefined
      ? [removePair(yaml, [{ map: root, pair }])]
      : indices.map((index) => generatorCut(yaml, root, index));
  for (const cut of cuts) if (cut !== undefined) draft.edit(path, cut);
  draft.edit(path, { start: 0, end: 0, text: '' }, (documents) => {
    const plain = documents[0] as { secretGenerator?: unknown[] };
    const rest = plain.secretGenerator?.filter((_, index) => !indices.includes(index)) ?? [];
    if (rest.length === 0) delete plain.secretGenerator;
    else plain.secretGenerator = rest;
  });
}

function generatorCut(yaml: YamlFile, root: YAMLMap, index: number): TextEdit | undefined {
  const pair = getPair(root, 'secretGenerator');
  const list = pair?.value;
  if (pair === undefined || !isSeq(list) || list.flow === true) return undefined;
  if (list.items.length === 1) return removePair(yaml, [{ map: root, pair }]);
  const range = rangeOf(list.items[index]);
  if (range === undefined) return undefined;
  const start = lineStart(yaml.text, yaml.text.lastIndexOf('-', range[0] - 1));
  if (!/^[ \t]*-[ \t]*$/.test(yaml.text.slice(start, range[0]))) return undefined;
  const end = yaml.text[range[1] - 1] === '\n' ? range[1] : lineEnd(yaml.text, range[1]);
  return { start, end, text: '' };
}
