import { isMap } from 'yaml';
import type { Draft, Target } from '../draft.ts';
import type { TreeFile } from '../tree.ts';
import { getNode, getText } from '../yaml.ts';
import { remoteValue, slug } from './remote-value.ts';
import type { ReferenceStyle } from './style.ts';

/**
 * CloudFormation, SAM and the Serverless Framework: a dynamic reference, which CloudFormation resolves when it deploys
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html).
 */
export const cloudFormation: ReferenceStyle = {
  id: 'cloudformation',
  claim(targets, draft) {
    if (draft.inPlace !== undefined || draft.store.id === 'gcp') return Promise.resolve(targets);
    return Promise.resolve(targets.filter((target) => !move(target, draft)));
  },
};

/** @returns false for what is of another kind */
function move(target: Target, draft: Draft): boolean {
  const { file, value } = target;
  const template = isTemplate(file);
  const [first, , second] = value.path;
  if (!template && !isServerless(file)) return false;
  if (template ? first !== 'Resources' || second !== 'Properties' : !value.path.includes('environment')) {
    draft.leave(
      target,
      template
        ? 'a dynamic reference works in the properties of a resource alone'
        : 'no place of environment:',
      '{{resolve:secretsmanager:NAME}} where the value is used',
    );
    return true;
  }
  // A dynamic reference has colons between its parts: none may stand in the name, nor what ends it.
  const object = `${slug(file.path)}-${value.path
    .slice(1)
    .map(String)
    .filter((step) => !/^(?:Properties|Environment|Variables|environment)$/.test(step))
    .join('-')}`;
  let name = '';
  const refused = draft.tryOut(() => {
    name = remoteValue(draft, file.path, object, value.value);
    const version =
      draft.options.pin === true ? `:::${draft.versions.get(name)?.version ?? '<version>'}` : '';
    return draft.rewrite(file.path, [
      {
        action: 'set-value',
        document: value.document,
        path: value.path,
        value: `{{resolve:secretsmanager:${name}:SecretString${version}}}`,
      },
    ]);
  });
  if (refused !== undefined) {
    draft.leave(target, refused, `{{resolve:secretsmanager:${name}}}`);
    return true;
  }
  draft.change(target, '{{resolve:secretsmanager:…}}', name);
  draft.preconditions.add(
    `who deploys ${file.path} may read the secrets (secretsmanager:GetSecretValue); a rotated value arrives with the next deployment that changes the resource`,
  );
  return true;
}

function isTemplate(file: TreeFile): boolean {
  const kind = file.document?.kind;
  if (kind !== 'yaml' && kind !== 'json') return false;
  const root = file.yaml?.documents[0]?.contents;
  if (getNode(root, 'AWSTemplateFormatVersion') !== undefined) return true;
  const resources = getNode(root, 'Resources');
  return (
    isMap(resources) &&
    resources.items.length > 0 &&
    resources.items.every(({ value }) => getText(value, 'Type')?.includes('::') === true)
  );
}

function isServerless(file: TreeFile): boolean {
  const root = file.yaml?.documents[0]?.contents;
  return /(?:^|\/)serverless[\w.-]*\.ya?ml$/.test(file.path) && getText(root, 'provider', 'name') === 'aws';
}
