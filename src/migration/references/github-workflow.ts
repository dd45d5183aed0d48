import { posix } from 'node:path';
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Edit } from '../../manifests/index.ts';
import type { Draft, Target } from '../draft.ts';
import { eolOf, lineEnd, lineStart } from '../text.ts';
import type { TreeFile } from '../tree.ts';
import { getNode, getPair, getText, isEntangled, itemsOf, rangeOf } from '../yaml.ts';
import { encryptedEnvFile } from './env-file.ts';
import { lineRefusal, remoteValue, slug } from './remote-value.ts';
import { groupBy, type ReferenceStyle } from './style.ts';

/**
 * GitHub Actions: each job that reads the value fetches it in steps of its own, with the official actions and an OIDC
 * token (https://github.com/aws-actions/aws-secretsmanager-get-secrets,
 * https://github.com/google-github-actions/get-secretmanager-secrets), or decrypts a SOPS file after its checkout. The
 * variable is there for every later step, masked.
 */
export const githubWorkflow: ReferenceStyle = {
  id: 'github-workflow',
  async claim(targets, draft) {
    const mine = targets.filter(({ file }) => file.document?.kind === 'github-workflow');
    for (const group of groupBy(mine, (target) => target.file.path).values()) await move(group, draft);
    return targets.filter((target) => !mine.includes(target));
  },
};

/** A value that a step or a job reads under a name. */
interface Field {
  readonly target: Target;
  readonly variable: string;
  /** Of the one job; none: all of the workflow. */
  readonly job?: string;
  readonly edit: Edit;
}

const advice = 'a step that fetches it, and ${{ env.NAME }} here';

async function move(group: readonly Target[], draft: Draft): Promise<void> {
  const file = group[0]?.file;
  if (file === undefined) return;
  const root = file.yaml?.documents[0]?.contents;
  const all = group.flatMap((target) => fieldOf(target, draft) ?? []);
  if (all.length === 0) return;
  const names = new Map<string, string>();
  const fields = all.filter((field) => {
    const tag = field.target.selected.valueTag;
    const same = names.get(field.variable);
    names.set(field.variable, same ?? tag);
    if (same === undefined || same === tag) return true;
    draft.leave(field.target, 'the same variable has another value elsewhere in the workflow', advice);
    return false;
  });
  const jobs = new Map<string, Field[]>();
  for (const field of fields)
    for (const job of field.job === undefined ? stepJobs(root) : [field.job])
      jobs.set(job, [...(jobs.get(job) ?? []), field]);
  const refuse = (reason: string, write: string): void => {
    for (const { target } of fields) draft.leave(target, reason, write);
  };
  const [reusable] = fields.some((field) => field.job === undefined) ? callers(root) : [];
  if (reusable !== undefined)
    return refuse(`the job ${reusable} calls another workflow, which has no steps here`, advice);
  const entries = new Map<string, string>();
  const refused = await draft.tryOutAsync(() => rewrite(file, root, fields, jobs, entries, draft));
  if (refused === undefined) return;
  refuse(refused, advice);
}

async function rewrite(
  file: TreeFile,
  root: unknown,
  fields: readonly Field[],
  jobs: ReadonlyMap<string, readonly Field[]>,
  entries: Map<string, string>,
  draft: Draft,
): Promise<string | undefined> {
  const edits: Edit[] = fields.map((field) => field.edit);
  const plain = '.github/secrets.enc.env';
  const encrypted = draft.isTaken(plain)
    ? `.github/secrets.${slug(posix.basename(file.path))}.enc.env`
    : plain;
  if (draft.inPlace === undefined) {
    // One source a place, so that all of them can be forgotten again.
    const first = new Map(fields.map(({ target, variable }) => [variable, target.value.value]));
    for (const [variable, secret] of first)
      entries.set(
        variable,
        remoteValue(draft, file.path, `${slug(posix.basename(file.path))}-${variable}`, secret),
      );
  } else {
    const failed = await encryptedEnvFile(
      draft,
      encrypted,
      new Map(fields.map(({ target, variable }) => [variable, target.value.value])),
      'the secret SOPS_AGE_KEY of the GitHub repository holds an identity that decrypts, and runners have sops',
    );
    if (failed !== undefined) return failed;
  }
  for (const [job, wanted] of jobs) {
    const variables = [...new Set(wanted.map((field) => field.variable))];
    const steps = getNode(root, 'jobs', job, 'steps');
    const text = draft.inPlace === undefined ? fetchSteps(draft, variables, entries) : decryptStep(encrypted);
    const failed = insertSteps(file, steps, text, draft, draft.inPlace !== undefined);
    if (failed !== undefined) return failed;
    if (draft.inPlace === undefined) {
      const permission = permissionEdit(root, job);
      if (typeof permission === 'string') return permission;
      // One for the workflow, which every job would add.
      if (
        permission !== undefined &&
        !edits.some((edit) => JSON.stringify(edit) === JSON.stringify(permission))
      )
        edits.push(permission);
    }
  }
  const failed = draft.rewrite(file.path, dropEmptied(root, edits));
  if (failed !== undefined) return failed;
  for (const { target, variable } of fields)
    draft.change(
      target,
      draft.inPlace === undefined ? `fetched as ${variable}` : `${variable} in ${encrypted}`,
      entries.get(variable),
    );
  if (draft.inPlace === undefined)
    draft.preconditions.add(
      draft.store.id === 'gcp'
        ? 'the variables GCP_WORKLOAD_IDENTITY_PROVIDER and GCP_SERVICE_ACCOUNT of the GitHub repository say as whom a job reads the secrets'
        : 'the variable AWS_ROLE_ARN of the GitHub repository names a role that its jobs may assume by OIDC, with the reader policy below',
    );
  return undefined;
}

function fieldOf(target: Target, draft: Draft): Field | undefined {
  const { path, document, name } = target.value;
  const node = getNode(target.file.yaml?.documents[document]?.contents, ...path);
  const leave = (reason: string): undefined => {
    draft.leave(target, reason, advice);
    return undefined;
  };
  const inJob = path[0] === 'jobs' && typeof path[1] === 'string' ? path[1] : undefined;
  const inStep = inJob !== undefined && path[2] === 'steps';
  const isEnv = path.at(-2) === 'env';
  const depth = path.length;
  if (target.value.inner === true || !isScalar(node) || isEntangled(node))
    return leave('it is part of a command or of an alias');
  const reason = lineRefusal(target.value.value);
  if (reason !== undefined) return leave(reason);
  const edit = (action: Edit): Edit => action;
  if (inStep && (isEnv || path.at(-2) === 'with') && depth === 6) {
    const variable = isEnv ? name : name.toUpperCase().replaceAll(/\W/g, '_');
    if (!isName(variable)) return leave('its name is no environment variable');
    return {
      target,
      variable,
      job: inJob,
      edit: edit({ action: 'replace-node', document, path, text: `\${{ env.${variable} }}` }),
    };
  }
  if (!isEnv || !isName(name)) return leave('no variable of env: and no input of an action');
  if (inJob !== undefined && depth === 4) {
    if (!isSeq(getNode(target.file.yaml?.documents[document]?.contents, 'jobs', inJob, 'steps')))
      return leave('the job has no steps');
    return { target, variable: name, job: inJob, edit: edit({ action: 'remove', document, path }) };
  }
  if (depth === 2) return { target, variable: name, edit: edit({ action: 'remove', document, path }) };
  return leave('a service or container starts before the first step');
}

// https://docs.github.com/actions/reference/variables-reference: these are not for the workflow to set.
function isName(variable: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(variable) && !/^(?:GITHUB|RUNNER)_/.test(variable);
}

/** A map that loses all of its entries goes with them. */
function dropEmptied(root: unknown, edits: readonly Edit[]): Edit[] {
  const removed = new Map<string, (Edit & { path: readonly (string | number)[] })[]>();
  for (const edit of edits)
    if (edit.action === 'remove' && 'path' in edit) {
      const parent = JSON.stringify(edit.path.slice(0, -1));
      removed.set(parent, [...(removed.get(parent) ?? []), edit]);
    }
  const gone = new Set<Edit>();
  const more: Edit[] = [];
  for (const [parent, group] of removed) {
    const path = JSON.parse(parent) as (string | number)[];
    const map = getNode(root, ...path);
    if (!isMap(map) || map.items.length > group.length) continue;
    for (const edit of group) gone.add(edit);
    more.push({ action: 'remove', document: 0, path });
  }
  return [...edits.filter((edit) => !gone.has(edit)), ...more];
}

function jobNames(root: unknown): string[] {
  const jobs = getNode(root, 'jobs');
  return isMap(jobs) ? jobs.items.map(({ key }) => String((key as { value?: unknown }).value)) : [];
}

function stepJobs(root: unknown): string[] {
  return jobNames(root).filter((job) => getNode(root, 'jobs', job, 'steps') !== undefined);
}

function callers(root: unknown): string[] {
  return jobNames(root).filter((job) => getNode(root, 'jobs', job, 'uses') !== undefined);
}

function fetchSteps(
  draft: Draft,
  variables: readonly string[],
  entries: ReadonlyMap<string, string>,
): string[] {
  const pin = (name: string): string =>
    draft.options.pin === true ? (draft.versions.get(name)?.version ?? 'latest') : 'latest';
  if (draft.store.id === 'gcp')
    return [
      '- uses: google-github-actions/auth@v3',
      '  with:',
      '    workload_identity_provider: ${{ vars.GCP_WORKLOAD_IDENTITY_PROVIDER }}',
      '    service_account: ${{ vars.GCP_SERVICE_ACCOUNT }}',
      '- uses: google-github-actions/get-secretmanager-secrets@v3',
      '  with:',
      '    export_to_environment: true',
      '    secrets: |-',
      ...variables.map((variable) => {
        const name = entries.get(variable) ?? '';
        return `      ${variable}:${draft.project}/${name}/${pin(name)}`;
      }),
    ];
  return [
    '- uses: aws-actions/configure-aws-credentials@v5',
    '  with:',
    '    role-to-assume: ${{ vars.AWS_ROLE_ARN }}',
    `    aws-region: ${draft.region}`,
    '- uses: aws-actions/aws-secretsmanager-get-secrets@v2',
    '  with:',
    '    secret-ids: |',
    ...variables.map((variable) => `      ${variable}, ${entries.get(variable) ?? ''}`),
  ];
}

function decryptStep(path: string): string[] {
  return [
    '- name: Decrypt secrets',
    '  env:',
    '    SOPS_AGE_KEY: ${{ secrets.SOPS_AGE_KEY }}',
    '  run: |',
    `    sops decrypt --output-type dotenv ${path} | while IFS= read -r line; do`,
    '      echo "::add-mask::${line#*=}"',
    '      echo "$line" >> "$GITHUB_ENV"',
    '    done',
  ];
}

/** Before the first step, or behind the checkout whose files are needed. */
function insertSteps(
  file: TreeFile,
  steps: unknown,
  lines: readonly string[],
  draft: Draft,
  afterCheckout: boolean,
): string | undefined {
  const items = itemsOf(steps);
  const text = file.text ?? '';
  if (!isSeq(steps) || steps.flow === true || items.length === 0 || isEntangled(steps))
    return 'its steps are written in a way that cannot be added to';
  const checkout = items.findIndex((step) => getText(step, 'uses')?.startsWith('actions/checkout@') === true);
  if (afterCheckout && checkout < 0)
    return 'no step checks the repository out, where the encrypted file would be';
  const start = rangeOf(items[0])?.[0] ?? 0;
  const dash = text.lastIndexOf('-', start - 1);
  const indent = text.slice(lineStart(text, dash), dash);
  if (indent.trim() !== '') return 'its steps are written in a way that cannot be added to';
  const at = afterCheckout ? stepEnd(text, items[checkout]) : lineStart(text, dash);
  const eol = eolOf(text);
  const open = at > 0 && text[at - 1] !== '\n' ? eol : '';
  draft.edit(file.path, {
    start: at,
    end: at,
    text: open + lines.map((line) => `${indent}${line}${eol}`).join(''),
  });
  return undefined;
}

function stepEnd(text: string, step: Node | undefined): number {
  let end = rangeOf(step)?.[1] ?? 0;
  while (/\s/.test(text[end - 1] ?? '')) end--;
  return lineEnd(text, end);
}

/** `id-token: write` where the token's permissions are written; a text says why they cannot be known. */
function permissionEdit(root: unknown, job: string): Edit | string | undefined {
  for (const path of [['jobs', job, 'permissions'], ['permissions']]) {
    const node = getNode(root, ...path);
    if (node === undefined) continue;
    if (isMap(node)) {
      const own = getText(node, 'id-token');
      if (own === 'write') return undefined;
      return own === undefined
        ? { action: 'add', document: 0, path, key: 'id-token', text: 'write' }
        : { action: 'set-value', document: 0, path: [...path, 'id-token'], value: 'write' };
    }
    return isScalar(node) && node.value === 'write-all'
      ? undefined
      : 'permissions: does not let the job ask for an OIDC token';
  }
  // Written permissions replace the token's default ones: only a job that is seen not to need more gets them.
  const uses = itemsOf(getNode(root, 'jobs', job, 'steps')).flatMap((step) => getText(step, 'uses') ?? []);
  const harmless = uses.every((one) =>
    /^actions\/(?:checkout|setup-\w+|cache|upload-artifact|download-artifact)@/.test(one),
  );
  const token = /GITHUB_TOKEN|github\.token/.test(String(getPair(getNode(root, 'jobs'), job)?.value ?? ''));
  if (!harmless || token)
    return 'the job takes the default permissions, and with permissions: it would lose some';
  return {
    action: 'add',
    document: 0,
    path: ['jobs', job],
    key: 'permissions',
    text: 'contents: read\nid-token: write',
  };
}
