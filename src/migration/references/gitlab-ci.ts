import { isMap, isScalar } from 'yaml';
import type { Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import { getNode, isEntangled } from '../yaml.ts';
import { encryptedEnvFile } from './env-file.ts';
import { lineRefusal, remoteValue } from './remote-value.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * GitLab CI: a variable becomes a `secrets:` entry of the jobs that read it, with an id token
 * (https://docs.gitlab.com/ci/secrets/aws_secrets_manager, https://docs.gitlab.com/ci/secrets/gcp_secret_manager), or
 * the first line of the job's `before_script` decrypts a SOPS file.
 */
export const gitlabCi: ReferenceStyle = {
  id: 'gitlab-ci',
  async claim(targets, draft) {
    const mine = targets.filter(({ file }) => file.document?.kind === 'gitlab-ci');
    for (const group of groupBy(mine, (target) => target.file.path).values()) await move(group, draft);
    return targets.filter((target) => !mine.includes(target));
  },
};

const advice = 'secrets: with aws_secrets_manager or gcp_secret_manager in the job that reads it';
const globals = new Set([
  'default',
  'include',
  'stages',
  'variables',
  'workflow',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
  'spec',
  'pages',
]);

interface Field {
  readonly target: Target;
  readonly variable: string;
  readonly jobs: readonly string[];
}

async function move(group: readonly Target[], draft: Draft): Promise<void> {
  const file = group[0]?.file;
  const root = file?.yaml?.documents.at(-1)?.contents;
  if (file === undefined) return;
  for (const target of group) {
    const field = fieldOf(target, root, draft);
    if (field === undefined) continue;
    let entry: string | undefined;
    const document = target.value.document;
    const variables =
      target.value.path[0] === 'variables' ? ['variables'] : [String(target.value.path[0]), 'variables'];
    const only =
      (getNode(root, ...variables) as { items?: readonly unknown[] } | undefined)?.items?.length === 1;
    const edits: Edit[] = [
      { action: 'remove', document, path: only ? variables : [...variables, field.variable] },
    ];
    const encrypted = 'secrets.gitlab-ci.enc.env';
    const refused = await draft.tryOutAsync(async () => {
      if (draft.inPlace !== undefined) return moveToSops(draft, file.path, root, field, edits, encrypted);
      entry = remoteValue(draft, file.path, `gitlab-ci-${field.variable}`, target.value.value);
      for (const job of field.jobs)
        edits.push(...secretEdits(draft, file.path, root, document, job, field.variable, entry));
      return draft.rewrite(file.path, edits);
    });
    if (refused !== undefined) {
      draft.leave(target, refused, advice);
      continue;
    }
    draft.change(
      target,
      entry === undefined
        ? `${field.variable} in ${encrypted}`
        : `secrets: ${field.variable} in ${field.jobs.join(', ')}`,
      entry,
    );
    if (entry !== undefined)
      draft.preconditions.add(
        draft.store.id === 'gcp'
          ? 'GitLab has the variables GCP_PROJECT_NUMBER, GCP_WORKLOAD_IDENTITY_FEDERATION_POOL_ID and …_PROVIDER_ID (Premium)'
          : 'GitLab has the variables AWS_REGION and AWS_ROLE_ARN, a role that takes its id tokens (Premium, runner 18.3)',
      );
  }
}

async function moveToSops(
  draft: Draft,
  path: string,
  root: unknown,
  field: Field,
  edits: readonly Edit[],
  encrypted: string,
): Promise<string | undefined> {
  const secret = { secret: field.target.value.value, encode: (text: string) => text };
  if (draft.isCreated(encrypted)) draft.append(encrypted, [`${field.variable}=`, secret, '\n']);
  const failed = draft.isCreated(encrypted)
    ? undefined
    : await encryptedEnvFile(
        draft,
        encrypted,
        new Map([[field.variable, field.target.value.value]]),
        `the images of the jobs of ${path} have sops, and the masked variable SOPS_AGE_KEY an identity that decrypts`,
      );
  if (failed !== undefined) return failed;
  const line = `export ${field.variable}="$(sops decrypt --extract '["${field.variable}"]' ${encrypted})"`;
  const more: Edit[] = [];
  for (const job of field.jobs) {
    const own = getNode(root, job, 'before_script');
    const shared = getNode(root, 'default', 'before_script') ?? getNode(root, 'before_script');
    if (own === undefined && shared !== undefined)
      return `the job ${job} takes the before_script of all, which one of its own would replace`;
    if (getNode(root, job, 'extends') !== undefined && own === undefined)
      return `the job ${job} may take a before_script by extends`;
    if (own !== undefined) return `the job ${job} has a before_script, which may read it before`;
    more.push({
      action: 'add',
      document: field.target.value.document,
      path: [job, 'before_script'],
      text: JSON.stringify(line),
    });
  }
  return draft.rewrite(path, [...edits, ...more]);
}

function secretEdits(
  draft: Draft,
  path: string,
  root: unknown,
  document: number,
  job: string,
  variable: string,
  name: string,
): Edit[] {
  const gcp = draft.store.id === 'gcp';
  const token = gcp ? 'GCP_ID_TOKEN' : 'AWS_ID_TOKEN';
  const version = draft.options.pin === true ? (draft.versions.get(name)?.version ?? 'latest') : undefined;
  const text = gcp
    ? `gcp_secret_manager:\n  name: ${name}\n${version === undefined ? '' : `  version: ${JSON.stringify(version)}\n`}token: $${token}\nfile: false`
    : `aws_secrets_manager:\n  secret_id: ${name}\n${version === undefined ? '' : `  version_id: ${version}\n`}token: $${token}\nfile: false`;
  const edits: Edit[] = [{ action: 'add', document, path: [job, 'secrets'], key: variable, text }];
  const known = getNode(root, job, 'id_tokens', token) ?? getNode(root, 'default', 'id_tokens', token);
  const asked = draft.adds(path, [job, 'id_tokens'], token);
  if (known === undefined && !asked)
    edits.push({
      action: 'add',
      document,
      path: [job, 'id_tokens'],
      key: token,
      text: gcp
        ? 'aud: https://iam.googleapis.com/projects/${GCP_PROJECT_NUMBER}/locations/global/workloadIdentityPools/${GCP_WORKLOAD_IDENTITY_FEDERATION_POOL_ID}/providers/${GCP_WORKLOAD_IDENTITY_FEDERATION_PROVIDER_ID}'
        : 'aud: https://gitlab.com',
    });
  return edits;
}

function fieldOf(target: Target, root: unknown, draft: Draft): Field | undefined {
  const { path, document } = target.value;
  const leave = (reason: string): undefined => {
    draft.leave(target, reason, advice);
    return undefined;
  };
  const global = path[0] === 'variables';
  const variable = String(global ? path[1] : path[2]);
  const inVariables = global ? path.length === 2 || path[2] === 'value' : path[1] === 'variables';
  const node = getNode(target.file.yaml?.documents[document]?.contents, ...path);
  if (target.value.inner === true || !inVariables) return leave('it is part of a script, or no variable');
  if (!isScalar(node) || isEntangled(node)) return leave('it is an alias, or has an anchor');
  if (document !== (target.file.yaml?.documents.length ?? 1) - 1)
    return leave('it stands in the head of the file');
  const reason = lineRefusal(target.value.value);
  if (reason !== undefined) return leave(reason);
  const others = isMap(root) ? root.items.map(({ key }) => String((key as { value?: unknown }).value)) : [];
  const all = others.filter(
    (name) => !globals.has(name) && !name.startsWith('.') && isMap(getNode(root, name)),
  );
  if (!global) {
    const job = String(path[0]);
    return job.startsWith('.') || globals.has(job)
      ? leave('jobs that are not seen take it by extends')
      : { target, variable, jobs: [job] };
  }
  if (getNode(root, 'include') !== undefined) return leave('files are included, whose jobs may read it');
  if (all.some((job) => getNode(root, job, 'trigger') !== undefined))
    return leave('a job starts another pipeline, which takes the variable along');
  return all.length === 0 ? leave('no job reads it') : { target, variable, jobs: all };
}
