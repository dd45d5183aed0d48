import { isScalar } from 'yaml';
import { setAt, type Draft, type Target } from '../draft.ts';
import { storeName } from '../naming.ts';
import { MigrationError } from '../types.ts';
import { doubleQuoted, findAt, isEntangled, rangeOf } from '../yaml.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * `ref+awssecrets://…` and `ref+gcpsecrets://…` in values files, for vals, helmfile and the vals
 * backend of helm-secrets (https://github.com/helmfile/vals#expression-syntax). Asked for with `--style vals`: whoever
 * renders the file must expand it.
 */
export const vals: ReferenceStyle = {
  id: 'vals',
  async claim(targets, draft) {
    if (draft.inPlace !== undefined || draft.options.style !== 'vals') return targets;
    const kinds = new Set(['helm-values', 'yaml']);
    const mine = targets.filter(({ file }) => kinds.has(file.document?.kind ?? ''));
    for (const group of groupBy(mine, (target) => target.file.path).values()) rewriteFile(group, draft);
    return Promise.resolve(targets.filter((target) => !mine.includes(target)));
  },
};

function rewriteFile(group: readonly Target[], draft: Draft): void {
  const [first] = group;
  if (first === undefined) return;
  const { path } = first.file;
  const name = storeName(draft, {
    namespace: '',
    kind: 'values',
    object: path.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, ''),
    key: '',
    path,
  });
  const entry = draft.entry(name, path);
  for (const target of group) {
    // vals takes a path of JSON keys; a key of its own keeps dots and slashes out of it.
    const base = target.value.name.replaceAll(/[^A-Za-z0-9_-]/g, '_');
    let key = base;
    for (let number = 2; entry.fields.has(key); number++) key = `${base}_${number}`;
    if (!rewriteOne(target, valsReference(draft, name, key), draft)) continue;
    entry.fields.set(key, target.value.value);
    entry.sources.push(path);
    draft.change(target, `ref+… #/${key}`, name);
  }
  if (entry.fields.size === 0) draft.entries.delete(name);
  else
    draft.preconditions.add(
      `${path} is expanded with vals where it is used (vals eval, helmfile, helm-secrets --backend vals)`,
    );
}

/** @throws {MigrationError} `usage` when the name template makes a name that ends the reference early */
export function valsReference(draft: Draft, name: string, key: string): string {
  if (/[+@]/.test(name))
    throw new MigrationError(
      'usage',
      `vals cannot read the name ${name}`,
      '--name-template without a plus sign and an at sign',
    );
  return draft.store.id === 'gcp'
    ? `ref+gcpsecrets://${draft.project}/${name}#/${key}`
    : `ref+awssecrets://${name}?region=${draft.region}#/${key}`;
}

function rewriteOne(target: Target, text: string, draft: Draft): boolean {
  const { file } = target;
  const found = file.yaml === undefined ? undefined : findAt(file.yaml, target.offset);
  const range = rangeOf(found?.node);
  if (found === undefined || range === undefined || !isScalar(found.node) || isEntangled(found.node)) {
    draft.leave(target, 'it is an alias, or has an anchor', text);
    return false;
  }
  const newline = file.text?.[range[1] - 1] === '\n' ? 1 : 0;
  draft.edit(file.path, { start: range[0], end: range[1] - newline, text: doubleQuoted(text) }, (documents) =>
    setAt(documents, [found.document, ...found.path], text),
  );
  return true;
}
