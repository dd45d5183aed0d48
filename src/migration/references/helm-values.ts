import { posix } from 'node:path';
import { isScalar } from 'yaml';
import { setAt, type Draft, type Piece, type Target } from '../draft.ts';
import { doubleQuoted, findAt, isEntangled, quoted, rangeOf } from '../yaml.ts';
import { newEncryptedPath, ruleFor } from './sops-rule.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * Helm values under SOPS with helm-secrets: the values move to `secrets.yaml` beside the file, which is given after it
 * (`-f values.yaml -f secrets://secrets.yaml`), and leave an empty string behind (https://github.com/jkroepke/helm-secrets).
 */
export const helmSecrets: ReferenceStyle = {
  id: 'helm-secrets',
  async claim(targets, draft) {
    if (draft.inPlace === undefined || !usesHelmSecrets(draft)) return targets;
    const mine = targets.filter(({ file }) => file.document?.kind === 'helm-values');
    for (const group of groupBy(mine, (target) => target.file.path).values()) await moveValues(group, draft);
    return targets.filter((target) => !mine.includes(target));
  },
};

/** The user says so, or something in the tree gives Helm a file by `secrets://`. */
function usesHelmSecrets(draft: Draft): boolean {
  if (draft.options.decryptedBy !== undefined) return draft.options.decryptedBy === 'helm-secrets';
  return [...draft.tree.files].some((file) => file.text?.includes('secrets://') === true);
}

type Branch = Map<string, Branch | Target>;

async function moveValues(group: readonly Target[], draft: Draft): Promise<void> {
  const file = group[0]?.file;
  if (file?.yaml === undefined) return;
  const { yaml } = file;
  const usable = group.flatMap((target) => {
    const found = findAt(yaml, target.offset);
    const inList = found?.path.some((step) => typeof step === 'number') ?? true;
    if (found === undefined || !isScalar(found.node) || inList || isEntangled(found.node)) {
      draft.leave(
        target,
        'a list or an alias cannot be overridden by a second values file',
        'existingSecret',
      );
      return [];
    }
    return [{ target, found }];
  });
  if (usable.length === 0) return;
  const suffix =
    /^values[-._]?(.*)\.ya?ml$/.exec(posix.basename(file.path))?.[1] ?? posix.basename(file.path, '.yaml');
  const stem = posix.join(posix.dirname(file.path), suffix === '' ? 'secrets' : `secrets.${suffix}`);
  const made = await newEncryptedPath(
    draft,
    [`${stem}.yaml`, `${stem}.enc.yaml`, `${stem}.sops.yaml`],
    (path) => ruleFor(draft, path, {}),
  );
  if (made.path === undefined || made.rule === undefined) {
    for (const { target } of usable) draft.leave(target, made.reason ?? '', made.hint ?? '.sops.yaml');
    return;
  }
  const root: Branch = new Map();
  for (const { target, found } of usable) {
    let branch = root;
    for (const step of found.path.slice(0, -1).map(String)) {
      const next = branch.get(step);
      const inner: Branch = next instanceof Map ? next : new Map<string, Branch | Target>();
      branch.set(step, inner);
      branch = inner;
    }
    branch.set(String(found.path.at(-1)), target);
    const [start, end] = rangeOf(found.node) ?? [0, 0];
    const text = yaml.text[end - 1] === '\n' ? '""\n' : '""';
    draft.edit(file.path, { start, end, text }, (documents) =>
      setAt(documents, [found.document, ...found.path], ''),
    );
    draft.change(target, `in ${made.path} (helm-secrets)`);
  }
  draft.create(made.path, write(root, ''));
  draft.encrypt(made.path, { format: 'yaml', rule: made.rule });
  draft.preconditions.add(`helm is given -f ${file.path} -f secrets://${made.path}`);
}

function write(branch: Branch, indent: string): Piece[] {
  return [...branch].flatMap(([key, inner]): Piece[] =>
    inner instanceof Map
      ? [`${indent}${quoted(key)}:\n`, ...write(inner, `${indent}  `)]
      : [`${indent}${quoted(key)}: `, { secret: inner.value.value, encode: doubleQuoted }, '\n'],
  );
}
