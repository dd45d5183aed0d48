import { posix } from 'node:path';
import { isMap, isScalar } from 'yaml';
import type { Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import type { TreeFile } from '../tree.ts';
import { getNode, getText, isEntangled } from '../yaml.ts';
import { emitSecret, freeSecretName } from './secret-object.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * Helm values whose chart takes an `existingSecret`: the chart's own template says under which key it looks the value up.
 * The Secret is made beside the templates; the value becomes empty.
 */
export const existingSecret: ReferenceStyle = {
  id: 'existing-secret',
  async claim(targets, draft) {
    // A chart's templates are rendered by helm, which would not decrypt a manifest of SOPS: helm-secrets does the values.
    if (draft.inPlace !== undefined || draft.options.style === 'vals') return targets;
    const offers = targets.flatMap((target) => offerOf(target, draft) ?? []);
    const groups = groupBy(offers, ({ target, switchPath }) =>
      JSON.stringify([target.file.path, switchPath]),
    );
    const moving = new Set(targets.map(({ file, value }) => placeOf(file, value.path)));
    const taken = new Set<Target>();
    for (const group of groups.values())
      for (const target of await move(group, moving, draft)) taken.add(target);
    return targets.filter((target) => !taken.has(target));
  },
};

const placeOf = (file: TreeFile, path: readonly (string | number)[]): string =>
  JSON.stringify([file.path, path]);

interface Offer {
  readonly target: Target;
  /** The chart's folder. */
  readonly chart: string;
  /** The way to `existingSecret` in the values. */
  readonly switchPath: readonly string[];
  /** The key under which the chart looks for the value. */
  readonly key: string;
  /** The chart looks for this value alone in the Secret. */
  readonly alone?: boolean;
}

const switches = /^(?:existingSecret|existingSecretName|secretName|fromExistingSecret)$/;

function offerOf(target: Target, draft: Draft): Offer | undefined {
  const { file, value } = target;
  if (file.document?.kind !== 'helm-values' || value.inner === true) return undefined;
  const chart = chartOf(draft, file.path);
  if (chart === undefined || value.path.some((step) => typeof step === 'number')) return undefined;
  const path = value.path.map(String);
  const root = file.yaml?.documents[0]?.contents;
  const node = getNode(root, ...path);
  if (!isScalar(node) || isEntangled(node)) return undefined;
  const single = ownSwitch(draft, chart, root, path);
  if (single !== undefined) return { target, chart, ...single, alone: true };
  const key = keyOf(draft, chart, path);
  if (key === undefined) return undefined;
  for (let depth = path.length - 1; depth >= 1 || depth === path.length - 1; depth--) {
    const parent = path.slice(0, depth);
    const defaults = chartValues(draft, chart);
    for (const map of [getNode(root, ...parent), getNode(defaults, ...parent)]) {
      if (!isMap(map)) continue;
      const found = map.items
        .map((item) => String((item.key as { value?: unknown }).value))
        .find((name) => switches.test(name));
      // One that names a Secret already is not ours to change.
      if (found === undefined || (getText(root, ...parent, found) ?? '') !== '') continue;
      // Its own Secret asks for it too; what reads the Secret must.
      const readers = templatesOf(draft, chart).filter(({ text }) => !isSecret(text));
      if (readers.some(({ text }) => mentionsValue(text, [...parent, found])))
        return { target, chart, switchPath: [...parent, found], key };
    }
    if (depth === 0) break;
  }
  return undefined;
}

/** `password` beside `existingPasswordSecret` and `existingPasswordSecretKey`, which the chart's readers ask for. */
function ownSwitch(
  draft: Draft,
  chart: string,
  root: unknown,
  path: readonly string[],
): Pick<Offer, 'switchPath' | 'key'> | undefined {
  const parent = path.slice(0, -1);
  const last = path.at(-1) ?? '';
  const name = `existing${last.charAt(0).toUpperCase()}${last.slice(1)}Secret`;
  const texts = [root, chartValues(draft, chart)];
  const key = texts.map((values) => getText(values, ...parent, `${name}Key`)).find(Boolean);
  if (key === undefined || texts.some((values) => (getText(values, ...parent, name) ?? '') !== ''))
    return undefined;
  const asks = (text: string, field: string): boolean =>
    new RegExp(`\\.Values\\.${[...parent, field].join('\\.')}\\W`).test(text);
  const reader = templatesOf(draft, chart).some(
    ({ text }) => !isSecret(text) && asks(text, name) && asks(text, `${name}Key`),
  );
  return reader ? { switchPath: [...parent, name], key } : undefined;
}

/** The folder of the chart that a values file stands in. */
function chartOf(draft: Draft, path: string): string | undefined {
  const dir = posix.dirname(path);
  return draft.tree.has(posix.join(dir, 'Chart.yaml')) ? dir : undefined;
}

function chartValues(draft: Draft, chart: string): unknown {
  return draft.tree.get(posix.join(chart, 'values.yaml'))?.yaml?.documents[0]?.contents;
}

/** The text of every template, one for each of its documents. */
function templatesOf(draft: Draft, chart: string): { readonly path: string; readonly text: string }[] {
  const prefix = posix.join(chart, 'templates/');
  return [...draft.tree.files].flatMap((file) =>
    file.path.startsWith(prefix) && file.text !== undefined
      ? file.text.split(/^---.*$/m).map((text) => ({ path: file.path, text }))
      : [],
  );
}

const isSecret = (text: string): boolean => /^kind:\s*["']?Secret["']?\s*$/m.test(text);

function mentionsValue(text: string, path: readonly string[]): boolean {
  return text.includes(`.Values.${path.join('.')}`);
}

/** `KEY: {{ .Values.a.b | b64enc }}` in the Secret that the chart makes when it is given none: consumers read KEY. */
function keyOf(draft: Draft, chart: string, path: readonly string[]): string | undefined {
  const keys = new Set<string>();
  const reference = `.Values.${path.join('.')}`;
  for (const { text } of templatesOf(draft, chart)) {
    if (!isSecret(text)) continue;
    for (const line of text.split('\n')) {
      const at = line.indexOf(reference);
      if (at < 0 || /[\w.]/.test(line[at + reference.length] ?? '')) continue;
      const [, key] = /^\s*["']?([-._a-zA-Z0-9]+)["']?:\s*["']?\{\{/.exec(line) ?? [];
      // Anything but the value itself, in base64 or quotes, is not the same value.
      if (
        key === undefined ||
        !/\{\{-?\s*\.Values\.[\w.]+\s*(?:\|\s*(?:b64enc|quote|toString)\s*)*-?\}\}["']?\s*$/.test(line)
      )
        continue;
      keys.add(key);
    }
  }
  const [key] = keys;
  return keys.size === 1 ? key : undefined;
}

/** @returns the values that are dealt with */
async function move(
  group: readonly Offer[],
  moving: ReadonlySet<string>,
  draft: Draft,
): Promise<readonly Target[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { chart, switchPath, target } = first;
  const { path } = target.file;
  // Other values of the same Secret would be looked for in ours, and not be found.
  const others = first.alone === true ? [] : keysBeside(draft, chart, first);
  const missing = others.filter((key) => !group.some((offer) => offer.key === key));
  if (missing.length > 0) {
    const reason = `the chart looks for ${missing.join(', ')} in the same Secret`;
    for (const offer of group)
      draft.leave(offer.target, reason, `${switchPath.join('.')} with a Secret that has all of its keys`);
    return group.map((offer) => offer.target);
  }
  // Its value would be passed over where the chart's own values name a Secret.
  const other = [...draft.tree.files].find(
    (file) =>
      posix.dirname(file.path) === chart &&
      file.path !== path &&
      file.document?.kind === 'helm-values' &&
      group.some(
        ({ target: { value } }) =>
          (getText(file.yaml?.documents[0]?.contents, ...value.path) ?? '') !== '' &&
          !moving.has(placeOf(file, value.path)),
      ),
  );
  if (other !== undefined) {
    const reason = `${other.path} has a value of its own there, which is not moved with it`;
    for (const offer of group) draft.leave(offer.target, reason, `${switchPath.join('.')} in both files`);
    return group.map((offer) => offer.target);
  }
  const suffix = /^values[-._]?(.*)\.ya?ml$/.exec(posix.basename(path))?.[1] ?? '';
  const base = posix.basename(chart === '.' ? draft.tree.root : chart) + (suffix === '' ? '' : `-${suffix}`);
  let entry: string | undefined;
  let name = '';
  const refused = await draft.tryOutAsync(async () => {
    // Not among the templates, where every values file would render it.
    const near = suffix === '' ? posix.join(chart, 'templates/x.yaml') : path;
    name = freeSecretName(draft, near, undefined, base);
    const emitted = await emitSecret(
      {
        namespace: undefined,
        name,
        near,
        fields: group.map((offer) => ({ key: offer.key, secret: offer.target.value.value })),
      },
      draft,
    );
    if (emitted.path === undefined) return `${emitted.reason}: ${emitted.hint}`;
    ({ entry } = emitted);
    if (suffix !== '') draft.preconditions.add(`${emitted.path} is applied where ${path} is used`);
    const root = target.file.yaml?.documents[0]?.contents;
    const has =
      getNode(root, ...switchPath) !== undefined ||
      getNode(root, ...switchPath.slice(0, -1), switchPath.at(-1) ?? '') === null;
    const edits: Edit[] = [
      ...group.map((offer): Edit => ({ action: 'replace-node', path: offer.target.value.path, text: '""' })),
      has
        ? { action: 'replace-node', path: switchPath, text: JSON.stringify(name) }
        : {
            action: 'add',
            path: switchPath.slice(0, -1),
            key: switchPath.at(-1) ?? '',
            text: JSON.stringify(name),
          },
    ];
    return draft.rewrite(path, edits);
  });
  // The next style may know a way.
  if (refused !== undefined) return [];
  for (const offer of group)
    draft.change(offer.target, `${switchPath.join('.')}: ${name}, key ${offer.key}`, entry);
  return group.map((offer) => offer.target);
}

/** Keys of the chart's own Secret in the template that makes the first one. */
function keysBeside(draft: Draft, chart: string, offer: Offer): string[] {
  const reference = `.Values.${offer.target.value.path.map(String).join('.')}`;
  const template = templatesOf(draft, chart).find(({ text }) => isSecret(text) && text.includes(reference));
  const lines = template?.text.split('\n') ?? [];
  const start = lines.findIndex((line) => /^(?:data|stringData):\s*$/.test(line));
  return lines
    .slice(start + 1)
    .flatMap((line) => /^\s+["']?([-._a-zA-Z0-9]+)["']?:\s*["']?\{\{/.exec(line)?.[1] ?? []);
}
