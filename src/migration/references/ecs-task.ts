import type { Draft, Target } from '../draft.ts';
import { remoteValue, slug } from './remote-value.ts';
import type { ReferenceStyle } from './style.ts';

/**
 * A literal in `environment` of a container of an ECS task definition, as JSON or in CloudFormation: an item of `secrets`
 * with the whole ARN, which is known when the store has made it
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html).
 */
export const ecsTask: ReferenceStyle = {
  id: 'ecs-task',
  claim(targets, draft) {
    if (draft.inPlace !== undefined || draft.store.id === 'gcp') return Promise.resolve(targets);
    const mine = targets.flatMap((target) => placeOf(target) ?? []);
    for (const place of mine) move(place, draft);
    const taken = new Set(mine.map(({ target }) => target));
    return Promise.resolve(targets.filter((target) => !taken.has(target)));
  },
};

interface Place {
  readonly target: Target;
  readonly container: readonly (string | number)[];
  readonly item: readonly (string | number)[];
  /** CloudFormation writes the keys with a capital. */
  readonly capital: boolean;
}

function placeOf(target: Target): Place | undefined {
  const kind = target.file.document?.kind;
  const { path } = target.value;
  const [containers, at, environment, index, key] = path.slice(-5);
  if ((kind !== 'json' && kind !== 'yaml') || typeof at !== 'number' || typeof index !== 'number')
    return undefined;
  const plain = containers === 'containerDefinitions' && environment === 'environment' && key === 'value';
  const capital = containers === 'ContainerDefinitions' && environment === 'Environment' && key === 'Value';
  if (!plain && !capital) return undefined;
  return { target, container: path.slice(0, -3), item: path.slice(0, -1), capital };
}

function move({ target, container, item, capital }: Place, draft: Draft): void {
  const { path } = target.file;
  const { document, name: variable } = target.value;
  let name = '';
  const refused = draft.tryOut(() => {
    name = remoteValue(draft, path, `${slug(path)}-${variable}`, target.value.value);
    const version = draft.versions.get(name);
    const arn = version?.resource ?? `<ARN of ${name}>`;
    const from = draft.options.pin === true ? `${arn}:::${version?.version ?? '<version>'}` : arn;
    const reference = capital ? { Name: variable, ValueFrom: from } : { name: variable, valueFrom: from };
    const text = Object.entries(reference).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return draft.rewrite(path, [
      { action: 'remove', document, path: item },
      {
        action: 'add',
        document,
        path: [...container, capital ? 'Secrets' : 'secrets'],
        text: path.endsWith('.json') ? JSON.stringify(reference) : text.join('\n'),
      },
    ]);
  });
  if (refused !== undefined) {
    draft.leave(target, refused, `secrets: [{name: ${variable}, valueFrom: <ARN>}]`);
    return;
  }
  draft.change(target, `secrets.valueFrom for ${variable}`, name);
  draft.preconditions.add(
    `the task execution role of ${path} may read the secret (secretsmanager:GetSecretValue); tasks that run keep the old value until they start anew`,
  );
}
