import { readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { MigrationError } from '../../src/migration/index.ts';
import { base64 } from './shop.ts';
import { madeUp } from './helpers.ts';
import { migrate } from './migrate.ts';

/** What broke migrations of others, by the issue that reported it, and the test that holds it: file and title. */
const traps: readonly (readonly [issue: string, trap: string, file: string, title: string])[] = [
  ['external-secrets stability-support', 'v1beta1 is not served any more: v1 alone', 'traps', 'external-secrets#2416'],
  ['external-secrets#2416', 'Owner replaces the whole data map', 'traps', 'external-secrets#2416'],
  ['external-secrets#68, #1452', 'labels of the ExternalSecret are copied to the Secret, which Argo CD then prunes', 'traps', 'external-secrets#68'],
  ['external-secrets decoding-strategy', 'Auto decodes what only looks like base64', 'traps', 'external-secrets#68'],
  ['external-secrets gjson', '.dockerconfigjson is no property: the key of an empty key', 'random-secrets', 'what the operator would make'],
  ['external-secrets adoption', 'an object of another owner is an error', 'remote', 'what someone else put between plan and apply'],
  ['infra-deployments PR 3472', 'prune takes the Secret before the operator adopted it', 'commits', 'three commits: the Secrets are kept'],
  ['secrets-store-csi-driver#674, #298, #290', 'the synced Secret is there only while a pod mounts it', 'styles', 'CSI: the class makes the same Secret'],
  ['secrets-store-csi-driver-provider-aws jmesPath', 'hyphens need quotes, a slash in a name becomes _', 'traps', 'secrets-store-csi-driver-provider-aws'],
  ['GKE SecretSync', 'its name is the Secret’s', 'styles', 'GKE: a SecretSync and its class'],
  ['kustomize namePrefix', 'the ExternalSecret is renamed, what it makes is not: dangling references', 'kubernetes', 'a prefix of kustomize'],
  ['kustomize, two overlays in one namespace', 'a fixed target name collides', 'matrix', 'rendered before and after'],
  ['kustomize#5152', 'the hash in the name goes, and with it the rollout', 'references', 'a generator with --pin'],
  ['openchoreo PR 3610', 'a hash of the reference in its place, never of the value', 'references', 'a generator with --pin'],
  ['kustomize api/kv', 'environment files have no quotes; literals have', 'references', 'a generator with environment files'],
  ['kustomize behavior: merge', 'an overlay merges into a generator that is gone', 'references', 'a generator that others change'],
  ['kustomize components and Flux namePrefix', 'renames that no kustomization above shows', 'traps', 'kustomize components'],
  ['helm checksum/secret', 'values are rewritten, templates are not', 'kubernetes', 'what an edit would break is refused'],
  ['helm values of another file', 'existingSecret in the defaults hides a password in values-prod', 'references', 'Helm: existingSecret not where'],
  ['Flux valuesFrom', 'values of the HelmRelease win over it; a patch replaces the list', 'references', 'Flux: a patch takes values'],
  ['Kubernetes data', 'base64 is taken off once, bytes that are no text are kept', 'kubernetes', 'type, binary keys, immutable'],
  ['Kubernetes stringData', 'it wins over data', 'kubernetes', 'stringData wins over data'],
  ['Kubernetes last-applied-configuration', 'the annotation repeats every value', 'remote', 'Secrets and workload variables move'],
  ['Kubernetes $(VAR)', 'a reference is not expanded where the literal was', 'kubernetes', 'what Kubernetes would read otherwise'],
  ['AWS SecretString', 'an empty value cannot be stored alone', 'kubernetes', 'type, binary keys, immutable'],
  ['AWS ClientRequestToken', 'a hash of the value as token is readable without the right to the value', 'remote', 'no value in plan'],
  ['vals expand_match.go', 'a plus sign in a name ends the reference', 'traps', 'vals expand_match.go'],
  ['aws-secretsmanager-get-secrets', 'names become UPPER_SNAKE and collide: an alias each', 'styles', 'AWS: every row'],
  ['google get-secretmanager-secrets', 'outputs of a step, not the environment', 'styles', 'GCP: pipelines'],
  ['GitLab secrets:', 'id_tokens and token: are needed beside it', 'styles', 'AWS: every row'],
  ['ECS secrets', 'the whole ARN with its random end, known after the create', 'styles', 'AWS: every row'],
  ['Terraform state', 'a data source writes the value into the state', 'styles', 'AWS: every row'],
  ['Cloud Run secretKeyRef', 'the key is a version', 'styles', 'GCP: pipelines'],
  ['sops dotenv', 'no quotes, \\n is a newline: some values cannot be carried', 'sops', '.env and compose with exec-env'],
  ['sops encrypted_regex', 'a rule without it encrypts kind and metadata', 'sops', 'an existing .sops.yaml is followed'],
  ['viaduct-ai/kustomize-sops', 'an encrypted file among the resources is loaded as it is', 'sops', 'KSOPS: encrypted files go'],
  ['kustomize-controller#1371', 'a parser’s message quotes the value', 'remote', 'no value in plan'],
  ['Infisical/cli#331', 'the files or the store moved between plan and apply', 'remote', 'a plan is refused when'],
]; // prettier-ignore

for (const [issue, trap, file, title] of traps)
  if (file !== 'traps')
    test(`${issue}: ${trap} - held by ${file}`, (t) => {
      const text = readFileSync(new URL(`${file}.test.ts`, import.meta.url), 'utf8');
      t.true(
        new RegExp(
          `\\btest\\(\\s*[\`'"][^\\n]*${title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`,
        ).test(text),
        title,
      );
    });

interface External {
  readonly apiVersion: string;
  readonly spec: {
    readonly target: {
      readonly name?: string;
      readonly template: { readonly type: string; readonly metadata?: object };
    };
    readonly data: readonly { readonly secretKey: string; readonly remoteRef: object }[];
  };
}

const secret = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n${more}data:\n  other: ${base64('abcd')}\n  password: ${base64(madeUp(70, 20))}\n`;

test('external-secrets#2416 and #68: every key moves, with v1, without Auto, and with a template that keeps labels apart', async (t) => {
  const { files } = await migrate(t, { 'db.yaml': secret('db') }, { 'db.yaml': /password/ });
  const { apiVersion, spec } = parse(files['db.yaml'] ?? '') as External;
  t.is(apiVersion, 'external-secrets.io/v1');
  t.deepEqual(
    spec.data.map(({ secretKey }) => secretKey),
    ['other', 'password'],
  );
  t.false(files['db.yaml']?.includes('decodingStrategy') ?? true);
  t.deepEqual(spec.target.template, { type: 'Opaque' });
});

test('kustomize components, and prefixes that Flux and Argo CD give: references follow', async (t) => {
  const argo = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n';
  const { files } = await migrate(
    t,
    {
      'component/kustomization.yaml': 'kind: Component\nresources: [db.yaml]\n',
      'component/db.yaml': secret('db'),
      'over/kustomization.yaml': 'namePrefix: dev-\ncomponents: [../component]\n',
      'flux/kustomization.yaml': 'resources: [db.yaml]\n',
      'flux/db.yaml': secret('db'),
      'apps/flux.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {path: ./flux, nameSuffix: -x}\n',
      'argo/kustomization.yaml': 'resources: [db.yaml]\n',
      'argo/db.yaml': secret('db'),
      'apps/argo.yaml': `${argo}  source: {path: argo, kustomize: {namePrefix: a-}}\n`,
      'plain/kustomization.yaml': 'resources: [db.yaml]\n',
      'plain/db.yaml': secret('db'),
      'apps/plain.yaml': `${argo}  source: {path: plain}\n`,
    },
    Object.fromEntries(['component', 'flux', 'argo', 'plain'].map((dir) => [`${dir}/db.yaml`, /password/])),
  );
  for (const dir of ['component', 'flux', 'argo']) {
    t.is((parse(files[`${dir}/db.yaml`] ?? '') as External).spec.target.name, undefined, dir);
    t.regex(files[`${dir}/kustomization.yaml`] ?? '', /configurations:\n- external-secret-names\.yaml/);
  }
  t.is((parse(files['plain/db.yaml'] ?? '') as External).spec.target.name, 'db');
});

test('secrets-store-csi-driver-provider-aws jmesPath: hyphens in quotes, no slash in the name of a file', async (t) => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      envFrom: [{secretRef: {name: db}}]\n';
  const { files } = await migrate(
    t,
    { 'deploy/db.yaml': secret('db').replace('password', 'the-password'), 'deploy/pod.yaml': pod },
    { 'deploy/db.yaml': /password/ },
    { style: 'csi', region: 'eu-west-1', nameTemplate: 'prod/{object}' },
  );
  const { spec } = parse(files['deploy/db.yaml'] ?? '') as {
    spec: { parameters: Record<string, string>; secretObjects: { data: { objectName: string }[] }[] };
  };
  t.true(Object.values(spec.parameters).every((value) => typeof value === 'string'));
  const [object] = parse(spec.parameters['objects'] ?? '') as {
    objectName: string;
    jmesPath: { path: string; objectAlias: string }[];
  }[];
  t.is(object?.objectName, 'prod/db');
  t.deepEqual(
    object?.jmesPath.map(({ path }) => path),
    ['"other"', '"the-password"'],
  );
  const aliases = object?.jmesPath.map(({ objectAlias }) => objectAlias);
  t.deepEqual(
    spec.secretObjects[0]?.data.map(({ objectName }) => objectName),
    aliases,
  );
  t.true(aliases?.every((alias) => !alias.includes('/')));
});

test('vals expand_match.go: no name that ends a reference early', async (t) => {
  const values = { 'a+b@c/values.yaml': `password: ${madeUp(71, 20)}\n`, 'a+b@c/Chart.yaml': 'name: c\n' };
  const wanted = { 'a+b@c/values.yaml': /password/ };
  const vals = { style: 'vals', region: 'eu-west-1' } as const;
  const { files } = await migrate(t, values, wanted, { ...vals, nameTemplate: '{path}/{object}' });
  const [reference] = /ref\+awssecrets:\/\/[^+\n "]+/.exec(files['a+b@c/values.yaml'] ?? '') ?? [];
  t.regex(reference ?? '', /^ref\+awssecrets:\/\/[\w./-]+\?region=eu-west-1#\/password$/);
  await t.throwsAsync(migrate(t, values, wanted, { ...vals, nameTemplate: 'a+b/{object}' }), {
    instanceOf: MigrationError,
    message: /vals cannot read the name/,
  });
});
