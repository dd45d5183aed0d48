import { reveal } from '../../engine/index.ts';
import type { Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import type { Tree, TreeFile } from '../tree.ts';
import { decodeText } from '../text.ts';
import { composeHeader, encryptedComposeEnv } from './compose-file.ts';
import { encryptedEnvFile } from './env-file.ts';
import { lineRefusal, remoteFields, slug } from './remote-value.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * A file that is nothing but a secret, and that compose hands to containers by `secrets: file:`: the secret comes from
 * the environment that compose is started with (`environment:`), under the same name, and the file is left empty.
 */
export const composeSecretFile: ReferenceStyle = {
  id: 'compose-secret-file',
  async claim(targets, draft) {
    const mine = targets.filter(
      ({ file }) => file.document?.kind !== 'compose' && secretsOf(draft.tree, file.path).length > 0,
    );
    for (const group of groupBy(
      mine,
      (target) => secretsOf(draft.tree, target.file.path)[0]?.compose.path ?? '',
    ).values())
      await move(group, draft);
    return targets.filter((target) => !mine.includes(target));
  },
};

interface Named {
  readonly compose: TreeFile;
  readonly name: string;
}

/** Who names a file under `secrets:`. */
function secretsOf(tree: Tree, path: string): Named[] {
  return (tree.get(path)?.readers ?? []).flatMap(({ from, as, name }) => {
    const compose = tree.get(from);
    return as === 'secret' && compose?.document?.kind === 'compose' ? [{ compose, name }] : [];
  });
}

const advice = 'environment: NAME in place of file: under secrets:, and the value in the environment';

async function move(group: readonly Target[], draft: Draft): Promise<void> {
  const usable = group.flatMap((target) => {
    const named = secretsOf(draft.tree, target.file.path);
    const [first] = named;
    const reason =
      named.length !== 1
        ? 'several compose files read it'
        : draft.options.dotenv === 'keep'
          ? '--dotenv keep leaves what is started by hand'
          : target.value.span.end - target.value.span.start !== target.file.disk.bytes.length
            ? 'the file holds more than the value, or ends with a newline, which its readers would miss'
            : lineRefusal(target.value.value);
    if (reason === undefined && first !== undefined) return [{ target, ...first }];
    draft.leave(target, reason ?? '', advice);
    return [];
  });
  const [one] = usable;
  if (one === undefined) return;
  const { path } = one.compose;
  const fields = usable.map(({ target, name }) => ({
    target,
    name,
    variable: name.toUpperCase().replaceAll(/\W/g, '_'),
  }));
  let entry: string | undefined;
  let where = '';
  const refused = await draft.tryOutAsync(async () => {
    const edits = fields.map(({ name, variable }): Edit => ({
      action: 'replace-node',
      path: ['secrets', name, 'file'],
      key: 'environment',
      text: variable,
    }));
    const values = new Map(fields.map(({ target, variable }) => [variable, target.value.value]));
    if (draft.inPlace === undefined) {
      const remote = remoteFields(draft, path, slug(path));
      for (const [variable, secret] of values)
        if (remote.add(variable, secret) !== variable) return `${variable} has another value already`;
      entry = remote.name;
      composeHeader(draft, path, remote.name);
    } else {
      where = encryptedComposeEnv(path);
      if (draft.isCreated(where)) {
        for (const [variable, secret] of values)
          draft.append(where, [`${variable}=`, { secret, encode: (text) => text }, '\n']);
      } else {
        const failed = await encryptedEnvFile(draft, where, values);
        if (failed !== undefined) return failed;
        composeHeader(draft, path, where);
      }
    }
    for (const { target } of fields)
      draft.edit(target.file.path, {
        start: 0,
        end: decodeText(reveal(target.value.value))?.length ?? 0,
        text: '',
      });
    return draft.rewrite(path, edits);
  });
  for (const { target, variable } of fields)
    if (refused === undefined) {
      draft.change(target, `environment: ${variable}${where === '' ? '' : ` from ${where}`}`, entry);
      draft.warnings.add(`${target.file.path} is empty now: remove it with git rm`);
    } else draft.leave(target, refused, advice);
}
