import { createHash } from 'node:crypto';
import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { Secret } from '../../engine/index.ts';
import type { Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import { lineEnd, lineStart, type TextEdit } from '../text.ts';
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
import { emitSecret } from './secret-object.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * `secretGenerator` with literals: a Secret (encrypted, or made by an ExternalSecret) of the same name in its place. The
 * generator's hash in the name goes, and with it the rollout on change; references resolve as before.
 */
export const kustomizeGenerator: ReferenceStyle = {
  id: 'kustomize-generator',
  async claim(targets, draft) {
    const mine = targets.flatMap((target) => {
      const found = target.file.yaml === undefined ? undefined : findAt(target.file.yaml, target.offset);
      return target.file.document?.kind === 'kustomization' && found?.path[0] === 'secretGenerator'
        ? [{ target, index: Number(found.path[1]) }]
        : [];
    });
    const groups = groupBy(mine, ({ target, index }) => `${target.file.path}\0${index}`);
    for (const group of groups.values()) {
      const [first] = group;
      if (first !== undefined)
        await replaceGenerator(
          group.map((one) => one.target),
          first.index,
          draft,
        );
    }
    const taken = new Set(mine.map((one) => one.target));
    return targets.filter((target) => !taken.has(target));
  },
};

async function replaceGenerator(targets: readonly Target[], index: number, draft: Draft): Promise<void> {
  const file = targets[0]?.file;
  const yaml = file?.yaml;
  const refuse = (reason: string): void => {
    for (const target of targets)
      draft.leave(target, reason, 'a Secret or ExternalSecret as a resource in its place');
  };
  if (file === undefined || yaml === undefined) return;
  const root = yaml.documents[0]?.contents;
  const generator = getNode(root, 'secretGenerator', index);
  const name = getText(generator, 'name');
  if (!isMap(root) || !isMap(generator) || name === undefined || isEntangled(generator))
    return refuse('the generator has no name, or aliases');
  const known = new Set(['name', 'namespace', 'literals', 'type', 'options']);
  if (generator.items.some(({ key }) => !isScalar(key) || !known.has(String(key.value))))
    return refuse('the generator reads files too, or merges with another');
  if ((getText(generator, 'type') ?? 'Opaque') !== 'Opaque')
    return refuse('the generator makes a Secret with a type');
  const neighbour = draft.tree.kustomizations
    .find((one) => one.file === file)
    ?.resources.find((path) => draft.tree.has(path));
  if (neighbour === undefined || draft.tree.kustomizationOf(neighbour)?.file !== file)
    return refuse('its kustomization names no resource of its own');
  const fields = literalsOf(generator);
  const cut = generatorCut(yaml, root, index);
  if (fields === undefined || cut === undefined)
    return refuse('the generator is written in a way that cannot be cut out');
  const namespace = getText(generator, 'namespace');
  const emitted = await emitSecret({ namespace, name, near: neighbour, fields }, draft);
  if (emitted.path === undefined) return refuse(`${emitted.reason}: ${emitted.hint}`);
  draft.edit(file.path, cut, (documents) => {
    const plain = documents[0] as { secretGenerator?: { name?: string }[] };
    const rest = plain.secretGenerator?.filter((one) => one.name !== name) ?? [];
    if (rest.length === 0) delete plain.secretGenerator;
    else plain.secretGenerator = rest;
  });
  for (const target of targets) draft.change(target, `Secret ${name} (${emitted.path})`, emitted.entry);
  if (draft.options.pin === true) markReaders(draft, name, emitted.entry ?? '');
  draft.warnings.add(
    `${name} loses the hash in its name: pods do not restart by themselves when it changes${draft.options.pin === true ? ', but when the version in its reference does' : ''}; with Reloader in the cluster, their workloads take the annotation secret.reloader.stakater.com/reload: ${name}`,
  );
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

function literalsOf(generator: YAMLMap): { key: string; secret: Secret }[] | undefined {
  const fields: { key: string; secret: Secret }[] = [];
  for (const item of itemsOf(getNode(generator, 'literals'))) {
    const [, key, value = ''] = isScalar(item)
      ? (/^([-._a-zA-Z0-9]+)=([^]*)$/.exec(String(item.value)) ?? [])
      : [];
    if (key === undefined) return undefined;
    // kustomize takes one pair of quotes off.
    fields.push({ key, secret: Secret.fromText(value.replace(/^(["'])([^]*)\1$/, '$2')) });
  }
  return fields.length === 0 ? undefined : fields;
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
