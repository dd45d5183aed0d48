import test from 'ava';
import { parse } from 'yaml';
import { madeUp } from './helpers.ts';
import { migrate } from './migrate.ts';

test('a secretGenerator with literals becomes an ExternalSecret of the same name', async (t) => {
  const { files, live, plan } = await migrate(
    t,
    {
      'kustomization.yaml': `resources:
- web.yaml
secretGenerator:
- name: other
  files: [x.txt]
- name: db
  literals:
  - user=admin
  - password=${madeUp(31, 20)}
configMapGenerator: []
`,
      'web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
    },
    { 'kustomization.yaml': /password$/ },
  );
  t.deepEqual(plan.manual, []);
  t.deepEqual(parse(files['kustomization.yaml'] ?? ''), {
    resources: ['web.yaml', 'db.yaml', 'aws-secrets-manager-store.yaml'],
    secretGenerator: [{ name: 'other', files: ['x.txt'] }],
    configMapGenerator: [],
  });
  t.like(parse(files['db.yaml'] ?? ''), { kind: 'ExternalSecret', spec: { target: { name: 'db' } } });
  t.deepEqual(JSON.parse(String(live['shop/db'])), { user: 'admin', password: madeUp(31, 20) });
  t.false(JSON.stringify(plan).includes('admin'), 'all that a generator of Secrets holds is masked');
});

test('a generator with environment files and files: every key moves, as kustomize reads them', async (t) => {
  const key = `${madeUp(32, 20)}\n`;
  const { files, plan, live } = await migrate(
    t,
    {
      'base/kustomization.yaml':
        'generatorOptions:\n  disableNameSuffixHash: true\n  labels: {team: a}\nsecretGenerator:\n- name: db\n  envs: [db.env]\n  files: [id=key.pem, plain.conf]\n- name: api\n  literals:\n  - token=' +
        madeUp(36, 20) +
        '\n',
      'base/db.env': `# kept\nUSER=app\n  PASSWORD="${madeUp(33, 20)}" \r\n`,
      'base/key.pem': key,
      'base/plain.conf': 'port=1\n',
      'dev/kustomization.yaml': 'namePrefix: dev-\nresources: [../base]\n',
    },
    { 'base/db.env': /PASSWORD/, 'base/kustomization.yaml': /token/ },
  );
  t.deepEqual(plan.manual, []);
  t.deepEqual(JSON.parse(String(live['shop/api'])), { token: madeUp(36, 20) });
  t.deepEqual(plan.warnings, [
    'base/db.env is empty now, its keys are in base/db.yaml: remove it with git rm',
  ]);
  t.is(files['base/db.env'], '');
  t.is(files['base/plain.conf'], 'port=1\n');
  t.false(/secretGenerator/.test(files['base/kustomization.yaml'] ?? ''));
  t.like(parse(files['base/db.yaml'] ?? ''), {
    spec: { target: { template: { metadata: { labels: { team: 'a' } } } } },
  });
  t.deepEqual(JSON.parse(String(live['shop/db'])), {
    USER: 'app',
    PASSWORD: `"${madeUp(33, 20)}" `,
    id: key,
    'plain.conf': 'port=1\n',
  });
});

test('a generator that others change, or whose files others read, is left alone', async (t) => {
  const generator = 'secretGenerator:\n- name: db\n  envs: [db.env]\n';
  const base = { 'a/kustomization.yaml': generator, 'a/db.env': `PASSWORD=${madeUp(34, 20)}\n` };
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [
      {
        'b/kustomization.yaml': `resources: [../a]\nsecretGenerator:\n- name: db\n  behavior: merge\n  literals: [x=y]\n`,
      },
      /b\/kustomization.yaml changes/,
    ],
    [
      { 'b/kustomization.yaml': 'resources: [../a]\npatches:\n- target: {kind: Secret}\n  path: p.yaml\n' },
      /b\/kustomization.yaml changes/,
    ],
    [
      {
        'b/kustomization.yaml':
          'resources: [../a]\nreplacements:\n- source: {kind: Secret, name: db, fieldPath: data.x}\n',
      },
      /or reads/,
    ],
    [{ 'compose.yaml': 'services: {web: {image: x, env_file: [a/db.env]}}\n' }, /other readers/],
    [{ 'a/db.env': `PASSWORD=${madeUp(34, 20)}\nHOME\n` }, /from the environment/],
  ];
  for (const [more, reason] of cases) {
    const before = { ...base, ...more };
    const { files, plan } = await migrate(t, before, { 'a/db.env': /PASSWORD/ });
    t.deepEqual(files, before);
    t.regex(plan.manual[0]?.reason ?? '', reason);
  }
});

const release = (spec: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: web}\nspec:\n${spec}`;

test('Flux: a patch takes values from a Secret where nothing of the HelmRelease is lost, variables likewise', async (t) => {
  const base = release('  chart: {spec: {chart: web}}\n  values:\n    auth: {user: web}\n');
  const patch = release(`  values:\n    auth:\n      password: ${madeUp(60, 20)}\n`);
  const overlay = 'resources: [../../base]\npatches:\n- path: values.yaml\n';
  const { files, plan } = await migrate(
    t,
    {
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': base,
      'over/prod/kustomization.yaml': overlay,
      'over/prod/values.yaml': patch,
      'over/list/kustomization.yaml': overlay.replace('../../base', '../../listed'),
      'over/list/values.yaml': patch,
      'listed/kustomization.yaml': 'resources: [web.yaml]\n',
      'listed/web.yaml': base.replace('  values:', '  valuesFrom: [{kind: ConfigMap, name: x}]\n  values:'),
      'over/wins/kustomization.yaml': overlay.replace('../../base', '../../wins'),
      'over/wins/values.yaml': patch,
      'wins/kustomization.yaml': 'resources: [web.yaml]\n',
      'wins/web.yaml': base.replace('user: web', 'password: dev'),
      'cluster/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec:\n  path: ./over/prod\n  postBuild:\n    substitute:\n      DOMAIN: example.org\n      GRAFANA_PASSWORD: ${madeUp(61, 20)}\n`,
    },
    {
      'over/prod/values.yaml': /password/,
      'over/list/values.yaml': /password/,
      'over/wins/values.yaml': /password/,
      'cluster/apps.yaml': /GRAFANA/,
    },
  );
  t.deepEqual(
    plan.manual.map(({ path, reason }) => `${path}: ${reason}`),
    [
      'over/list/values.yaml: it is a patch, and would replace the list valuesFrom of the HelmRelease',
      'over/wins/values.yaml: it is a patch, and the value of the HelmRelease itself would win over a Secret',
    ],
  );
  t.deepEqual((parse(files['over/prod/values.yaml'] ?? '') as { spec: unknown }).spec, {
    valuesFrom: [
      { kind: 'Secret', name: 'web-prod-secrets', valuesKey: 'auth.password', targetPath: 'auth.password' },
    ],
    values: { auth: {} },
  });
  t.regex(files['over/prod/kustomization.yaml'] ?? '', /web-prod-secrets\.yaml/);
  t.like(parse(files['cluster/apps.yaml'] ?? ''), {
    spec: {
      postBuild: {
        substituteFrom: [{ kind: 'Secret', name: 'apps-secrets' }],
        substitute: { DOMAIN: 'example.org' },
      },
    },
  });
  t.like(parse(files['cluster/apps-secrets.yaml'] ?? ''), {
    metadata: { namespace: 'flux-system' },
    spec: { data: [{ secretKey: 'GRAFANA_PASSWORD' }] },
  });
});

test('Helm: existingSecret not where another values file, or a reader of the Secret, would miss its value', async (t) => {
  const chart = (dir: string, reader: string): Record<string, string> => ({
    [`${dir}/Chart.yaml`]: 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    [`${dir}/values.yaml`]: `auth:\n  existingSecret: ""\n  password: ${madeUp(62, 20)}\n`,
    [`${dir}/templates/all.yaml`]: `{{- if not .Values.auth.existingSecret }}\nkind: Secret\nmetadata:\n  name: a\ndata:\n  password: {{ .Values.auth.password | b64enc }}\n{{- end }}\n---\nkind: Secret\nmetadata:\n  name: b\ndata:\n  other: {{ .Values.other }}\n---\nkind: Pod\nname: ${reader}\n`,
  });
  const existing = '{{ .Values.auth.existingSecret | default "a" }}';
  const { plan, files } = await migrate(
    t,
    {
      'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'values.yaml': `mq:\n  password: ${madeUp(63, 20)}\n  existingPasswordSecret: ~\n  existingPasswordSecretKey: pass\n`,
      'templates/pod.yaml':
        'kind: Pod\nname: "{{ .Values.mq.existingPasswordSecret }}"\nkey: "{{ .Values.mq.existingPasswordSecretKey }}"\n',
      ...chart('good', existing),
      ...chart('unread', 'a'),
      ...chart('two', existing),
      'two/values-prod.yaml': 'auth:\n  password: other\n',
    },
    {
      'values.yaml': /password$/,
      'good/values.yaml': /password/,
      'unread/values.yaml': /password/,
      'two/values.yaml': /password/,
    },
  );
  t.deepEqual(
    plan.changes.map(({ path, becomes }) => `${path} ${becomes}`),
    [
      'good/values.yaml auth.existingSecret: good-secrets, key password',
      'values.yaml mq.existingPasswordSecret: shop-secrets, key pass',
    ],
  );
  t.like(parse(files['templates/shop-secrets.yaml'] ?? ''), { spec: { data: [{ secretKey: 'pass' }] } });
  t.deepEqual(
    plan.manual.map(({ path, reason }) => `${path}: ${reason}`),
    [
      'two/values.yaml: two/values-prod.yaml has a value of its own there, which is not moved with it',
      'unread/values.yaml: the chart decides what it takes',
    ],
  );
});

test('vals references in values, comments and quotes kept around them; a reference file for an environment file', async (t) => {
  const { files, live } = await migrate(
    t,
    {
      'chart/Chart.yaml': 'name: c\n',
      'chart/values.yaml': `db:\n  password: '${madeUp(33, 20)}' # pw\ncache:\n  password: ${madeUp(34, 20)}\n`,
      '.env': `A=1\nTOKEN="${madeUp(35, 20)}" # t\n`,
    },
    { 'chart/values.yaml': /password$/, '.env': /TOKEN/ },
    { style: 'vals', region: 'eu-west-1' },
  );
  const name = 'shop/chart-values-yaml';
  t.is(
    files['chart/values.yaml'],
    `db:\n  password: "ref+awssecrets://${name}?region=eu-west-1#/password" # pw\ncache:\n  password: "ref+awssecrets://${name}?region=eu-west-1#/password_2"\n`,
  );
  t.is(files['.env'], 'A=1\n');
  t.deepEqual(parse(files['secrets.vals.yaml'] ?? ''), {
    TOKEN: 'ref+awssecrets://shop/env?region=eu-west-1#/TOKEN',
  });
  t.deepEqual(JSON.parse(String(live[name])), { password: madeUp(33, 20), password_2: madeUp(34, 20) });
});

test('without a style that fits, every place is listed with what to write there', async (t) => {
  const before = {
    'chart/values.yaml': `password: ${madeUp(36, 20)}\n`,
    '.env': `TOKEN=${madeUp(37, 20)}\n`,
    '.github/workflows/ci.yml': `jobs:\n  a:\n    env:\n      TOKEN: ${madeUp(38, 20)}\n`,
    'docker-compose.yml': `services:\n  a:\n    environment:\n      TOKEN: ${madeUp(39, 20)}\n`,
  };
  const wanted = {
    'chart/values.yaml': /password/,
    '.env': /./,
    '.github/workflows/ci.yml': /TOKEN/,
    'docker-compose.yml': /TOKEN/,
  };
  const { files, plan } = await migrate(t, before, wanted, { dotenv: 'keep' });
  t.deepEqual(files, before);
  t.deepEqual(
    plan.manual.map(({ path, line }) => `${path}:${line}`),
    ['.env:1', '.github/workflows/ci.yml:4', 'chart/values.yaml:1', 'docker-compose.yml:4'],
  );
  t.true(plan.manual.every(({ reason, write }) => reason.length > 10 && write.length > 10));
});

test('names follow the template; production and staging that share a secret are warned about', async (t) => {
  const secret = (namespace: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: ${namespace}}\nstringData: {password: ${madeUp(40, 20)}}\n`;
  const { live, plan } = await migrate(
    t,
    { 'a.yaml': secret('production'), 'b.yaml': secret('staging') },
    { 'a.yaml': /password$/, 'b.yaml': /password$/ },
    { nameTemplate: 'team/{environment}/{object}' },
  );
  t.deepEqual(Object.keys(live).sort(), ['team/prod/db', 'team/staging/db']);
  t.regex(plan.warnings.join(), /prod and staging share a secret/);
});

test('two objects that would take one name of the store stop the plan', async (t) => {
  const secret = (namespace: string, seed: number): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: ${namespace}}\nstringData: {password: ${madeUp(seed, 20)}}\n`;
  await t.throwsAsync(
    migrate(
      t,
      { 'a.yaml': secret('x', 41), 'b.yaml': secret('y', 42) },
      { 'a.yaml': /password$/, 'b.yaml': /password$/ },
      { nameTemplate: '{object}' },
    ),
    { message: /two objects .* db/ },
  );
});

// kubernetes-sigs/kustomize#5152: the hash in the name is lost, and with it the rollout.
test('a generator with --pin: the pods that read it carry a hash of the reference', async (t) => {
  const web =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          envFrom:\n            - secretRef: {name: db}\n';
  const { files, plan } = await migrate(
    t,
    {
      'kustomization.yaml': `resources:\n- web.yaml\nsecretGenerator:\n- name: db\n  literals:\n  - password=${madeUp(43, 20)}\n`,
      'web.yaml': web,
    },
    { 'kustomization.yaml': /password$/ },
    { pin: true },
  );
  t.like(parse(files['db.yaml'] ?? ''), { spec: { data: [{ remoteRef: { property: 'password' } }] } });
  t.regex(files['db.yaml'] ?? '', /version: uuid\/[^<]/);
  t.regex(files['web.yaml'] ?? '', /annotations:\n +unleak\.dev\/reference-db: "[0-9a-f]{32}"/);
  t.regex(plan.warnings.join(), /secret\.reloader\.stakater\.com\/reload: db/);
});
