import { spawnSync } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { parse, parseAllDocuments } from 'yaml';
import { Secret } from '../../src/engine/index.ts';
import { applyPlan, planMigration, type Plan, type PlanOptions } from '../../src/migration/index.ts';
import type { LiveFinding } from '../../src/scan/index.ts';
import { findingsOf, madeUp, repository, snapshot, state, temporary } from './helpers.ts';
import { migrate } from './migrate.ts';
import { migrateToSops } from './migrate-sops.ts';
import { shop } from './shop.ts';
import { objectsOf } from './effect.ts';
import { invalid } from './schemas.ts';
import { ServerStore, StoreServer } from './store-server.ts';
import { openStore } from './stores.ts';

const value = (seed: number): string => madeUp(200 + seed, 20);

const compose = `services:
  db:
    image: postgres:16-alpine # keep
    environment:
      - POSTGRES_USER=app
      - POSTGRES_PASSWORD=${value(1)}
  web:
    image: example/web
    environment:
      DB_PASSWORD: "${value(1)}"
      PORT: "80"
    secrets:
      - token
secrets:
  token:
    file: ./token.txt
`;

const workflow = `on: push
permissions:
  contents: read
env:
  DEPLOY_TOKEN: ${value(3)}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ./build
        env:
          NPM_TOKEN: "${value(4)}"
`;

const gitlab = `stages: [test]
variables:
  API_TOKEN: ${value(5)}
  LEVEL: info
unit:
  script:
    - ./test
e2e:
  script: [./e2e]
`;

const terraform = `variable "db_password" {
  type      = string
  sensitive = true
}

resource "aws_db_instance" "main" {
  username = "app"
  password = var.db_password # set below
}

resource "example_token" "t" {
  value = "${value(7)}"
}
`;

const task = `{
  "family": "web",
  "containerDefinitions": [
    {
      "name": "web",
      "environment": [
        { "name": "PORT", "value": "80" },
        { "name": "API_KEY", "value": "${value(8)}" }
      ]
    }
  ]
}
`;

const template = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          STAGE: prod
          API_KEY: ${value(9)} # third party
      Role: !GetAtt Role.Arn
`;

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: shop
  namespace: prod
spec:
  chart:
    spec:
      chart: shop
  values:
    replicas: 2
    auth:
      user: app
      password: ${value(10)}
`;

const files = {
  'compose.yaml': compose,
  'token.txt': value(2),
  '.github/workflows/ci.yml': workflow,
  '.gitlab-ci.yml': gitlab,
  'infra/main.tf': terraform,
  'infra/prod.tfvars': `region = "eu-west-1"\ndb_password = "${value(6)}"\n`,
  'ecs/task.json': task,
  'sam/template.yaml': template,
  'flux/release.yaml': release,
};

const wanted = {
  'compose.yaml': /PASSWORD$/,
  '.github/workflows/ci.yml': /TOKEN$/,
  '.gitlab-ci.yml': /API_TOKEN$/,
  'infra/main.tf': /example_token.*value$/,
  'infra/prod.tfvars': /db_password/,
  'ecs/task.json': /environment\[1\]\.value$/,
  'sam/template.yaml': /API_KEY$/,
  'flux/release.yaml': /password$/,
};

test('AWS: every row of the table, byte for byte', async (t) => {
  const { files: now, plan, live } = await migrate(t, files, wanted, { region: 'eu-west-1' });
  t.deepEqual(plan.manual, []);
  t.is(
    now['compose.yaml'],
    compose
      .replace(
        /^/,
        composeHead(
          'aws secretsmanager get-secret-value --region eu-west-1 --secret-id shop/compose-yaml --query SecretString --output text',
        ),
      )
      .replace(
        `- POSTGRES_PASSWORD=${value(1)}`,
        '- "POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password"\n    secrets:\n      - postgres_password',
      )
      .replace(`"${value(1)}"`, '"${DB_PASSWORD:?see the head of compose.yaml}"')
      .replace(/$/, '  postgres_password:\n    environment: POSTGRES_PASSWORD\n'),
  );
  t.is(
    now['.github/workflows/ci.yml'],
    workflow
      .replace('contents: read', 'contents: read\n  id-token: write')
      .replace(`env:\n  DEPLOY_TOKEN: ${value(3)}\n`, '')
      .replace(
        '      - uses: actions/checkout@v4',
        `      - uses: aws-actions/configure-aws-credentials@v5
        with:
          role-to-assume: \${{ vars.AWS_ROLE_ARN }}
          aws-region: eu-west-1
      - uses: aws-actions/aws-secretsmanager-get-secrets@v2
        with:
          secret-ids: |
            DEPLOY_TOKEN, shop/ci-yml-DEPLOY_TOKEN
            NPM_TOKEN, shop/ci-yml-NPM_TOKEN
      - uses: actions/checkout@v4`,
      )
      .replace(`"${value(4)}"`, '${{ env.NPM_TOKEN }}'),
  );
  const ci = parse(now['.gitlab-ci.yml'] ?? '') as Record<string, Record<string, unknown>>;
  t.deepEqual(ci['variables'], { LEVEL: 'info' });
  const secret = {
    aws_secrets_manager: { secret_id: 'shop/gitlab-ci-API_TOKEN' },
    token: '$AWS_ID_TOKEN',
    file: false,
  };
  for (const job of ['unit', 'e2e'])
    t.like(ci[job], {
      secrets: { API_TOKEN: secret },
      id_tokens: { AWS_ID_TOKEN: { aud: 'https://gitlab.com' } },
    });
  t.is(
    now['infra/main.tf'],
    terraform
      .replace(/variable[^]*?\n}\n\n/, '')
      .replace('var.db_password', 'data.aws_secretsmanager_secret_version.db_password.secret_string')
      .replace(`"${value(7)}"`, 'data.aws_secretsmanager_secret_version.t.secret_string'),
  );
  isTerraform(t, now);
  t.is(now['infra/prod.tfvars'], 'region = "eu-west-1"\n');
  t.regex(
    now['infra/unleak-secrets.tf'] ?? '',
    /data "aws_secretsmanager_secret_version" "db_password" \{\n {2}secret_id = "shop\/prod\/infra-db_password"\n\}/,
  );
  const [container] = (
    JSON.parse(now['ecs/task.json'] ?? '') as { containerDefinitions: Record<string, unknown>[] }
  ).containerDefinitions;
  t.deepEqual(container?.['environment'], [{ name: 'PORT', value: '80' }]);
  t.regex(
    JSON.stringify(container?.['secrets']),
    /^\[\{"name":"API_KEY","valueFrom":"[^<]*shop\/ecs-task-json-API_KEY/,
  );
  t.is(
    now['sam/template.yaml'],
    template.replace(
      value(9),
      '"{{resolve:secretsmanager:shop/sam-template-yaml-Handler-API_KEY:SecretString}}"',
    ),
  );
  const { spec } = parse(now['flux/release.yaml'] ?? '') as { spec: Record<string, unknown> };
  t.deepEqual(spec['values'], { replicas: 2, auth: { user: 'app' } });
  t.deepEqual(spec['valuesFrom'], [
    { kind: 'Secret', name: 'shop-secrets', valuesKey: 'auth.password', targetPath: 'auth.password' },
  ]);
  t.like(parse(now['flux/shop-secrets.yaml'] ?? ''), {
    kind: 'ExternalSecret',
    spec: { target: { name: 'shop-secrets' } },
  });
  const held = Object.values(live).map(String).join('\n');
  for (const seed of [1, 3, 4, 5, 6, 7, 8, 9, 10]) t.true(held.includes(value(seed)), String(seed));
  for (const [path, text] of Object.entries(now))
    if (path !== 'token.txt')
      for (let seed = 1; seed <= 10; seed++) t.false(text.includes(value(seed)), `${path} ${seed}`);
});

/** Terraform itself reads what was written, where it is installed. */
function isTerraform(t: ExecutionContext, files: Readonly<Record<string, string>>): void {
  const input = Object.entries(files)
    .filter(([path]) => /\.tf(?:vars)?$/.test(path))
    .map(([, text]) => text)
    .join('\n');
  const env = { PATH: process.env['PATH'], TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };
  const program = 'terraform';
  const { error, status } = spawnSync(program, ['fmt', '-'], { input, env });
  if (error === undefined) t.is(status, 0);
  else t.log('terraform is not installed');
}

function composeHead(fetch: string): string {
  return `# Values that are not here come from the test store. Start with:
#   eval "$(${fetch} | jq -r 'to_entries[] | "export \\(.key)=\\(.value | @sh)"')"
#   docker compose up
`;
}

async function toGcp(
  t: ExecutionContext,
  tree: Readonly<Record<string, string>>,
  addresses: Readonly<Record<string, RegExp>>,
  options: Partial<PlanOptions> = {},
): Promise<{
  readonly plan: Plan;
  readonly now: Record<string, string>;
  readonly held: ReadonlyMap<string, Buffer>;
}> {
  const opened = await openStore(t, 'gcp', '', '');
  if (opened === undefined) throw new Error('no store');
  const one = await shop(t, opened.store, tree, addresses);
  const plan = await one.plan({ project: 'p', ...options });
  const out = await applyPlan(plan, one.context());
  t.is(out.state, 'done', out.reason);
  return { plan, now: snapshot(one.root), held: await opened.held(plan) };
}

test('GCP: pipelines, Terraform, Cloud Run; versions pinned', async (t) => {
  const service = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: web
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      containers:
      - image: x
        env:
        - name: API_KEY
          value: ${value(11)}
`;
  const { 'ecs/task.json': _task, 'sam/template.yaml': _template, ...rest } = files;
  const { 'ecs/task.json': _a, 'sam/template.yaml': _b, ...some } = wanted;
  const { plan, now, held } = await toGcp(
    t,
    { ...rest, 'run/service.yaml': service },
    { ...some, 'run/service.yaml': /API_KEY|value$/ },
    { pin: true },
  );
  isTerraform(t, now);
  t.deepEqual(plan.manual, []);
  t.is(
    now['run/service.yaml'],
    service.replace(
      `value: ${value(11)}`,
      'valueFrom:\n            secretKeyRef:\n              name: "shop-web-API_KEY"\n              key: "1"',
    ),
  );
  t.regex(
    now['.github/workflows/ci.yml'] ?? '',
    /secrets: \|-\n {12}DEPLOY_TOKEN:p\/shop-ci-yml-DEPLOY_TOKEN\/1\n/,
  );
  t.like(parse(now['.gitlab-ci.yml'] ?? ''), {
    unit: {
      secrets: {
        API_TOKEN: {
          gcp_secret_manager: { name: 'shop-gitlab-ci-API_TOKEN', version: '1' },
          token: '$GCP_ID_TOKEN',
        },
      },
    },
  });
  t.regex(
    now['infra/unleak-secrets.tf'] ?? '',
    /"google_secret_manager_secret_version" "t" \{\n {2}project = "p"\n {2}secret {2}= "shop-infra-t"\n {2}version = "1"/,
  );
  t.like(parse(now['flux/shop-secrets.yaml'] ?? ''), {
    spec: {
      data: [{ remoteRef: { key: 'shop-prod-shop-secrets', property: 'auth.password', version: '1' } }],
    },
  });
  t.is(held.get('shop-web-API_KEY')?.toString(), value(11));
});

test('SOPS: compose, pipelines and Terraform read encrypted files', async (t) => {
  const {
    'ecs/task.json': _task,
    'sam/template.yaml': _template,
    'flux/release.yaml': _release,
    ...rest
  } = files;
  const { 'ecs/task.json': _a, 'sam/template.yaml': _b, 'flux/release.yaml': _c, ...some } = wanted;
  const { files: now, plan, read } = await migrateToSops(t, rest, some);
  t.deepEqual(plan.manual, []);
  isTerraform(t, now);
  t.regex(
    now['compose.yaml'] ?? '',
    /^# Values that are not here come from secrets\.compose\.enc\.env \(SOPS\)/,
  );
  t.like(await read('secrets.compose.enc.env'), { POSTGRES_PASSWORD: value(1), DB_PASSWORD: value(1) });
  t.regex(
    now['.github/workflows/ci.yml'] ?? '',
    /checkout@v4\n {6}- name: Decrypt secrets\n[^]*\.github\/secrets\.enc\.env \| while/,
  );
  t.like(await read('.github/secrets.enc.env'), { DEPLOY_TOKEN: value(3), NPM_TOKEN: value(4) });
  t.deepEqual((parse(now['.gitlab-ci.yml'] ?? '') as { e2e: unknown }).e2e, {
    script: ['./e2e'],
    before_script: [`export API_TOKEN="$(sops decrypt --extract '["API_TOKEN"]' secrets.gitlab-ci.enc.env)"`],
  });
  t.regex(
    now['infra/main.tf'] ?? '',
    /password = data\.sops_file\.unleak\.data\["db_password"\] # set below/,
  );
  t.like(await read('infra/secrets.enc.yaml'), { db_password: value(6) });
});

const secretAndReader = `apiVersion: v1
kind: Secret
metadata:
  name: db
  labels: {app: db}
type: Opaque
stringData:
  user: app
  url: postgres://app:${value(12)}@db:5432/app
  .dockerconfigjson: "{}"
`;
const reader = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
      - name: web
        image: x
        env:
        - name: URL
          valueFrom:
            secretKeyRef:
              name: db
              key: url
`;

test('a composite value by template: the store has the password alone, every key is named', async (t) => {
  const { files: now, live } = await migrate(
    t,
    { 'db.yaml': secretAndReader, 'web.yaml': reader },
    { 'db.yaml': /url$/ },
    { composite: 'template' },
  );
  t.like(parse(now['db.yaml'] ?? ''), {
    spec: {
      target: {
        template: {
          metadata: { labels: { app: 'db' } },
          data: {
            user: '{{ .user }}',
            url: 'postgres://app:{{ .url }}@db:5432/app',
            '.dockerconfigjson': '{{ index . ".dockerconfigjson" }}',
          },
        },
      },
    },
  });
  t.deepEqual(JSON.parse(String(live['shop/db'])), { user: 'app', url: value(12), dockerconfigjson: '{}' });
});

// kubernetes-sigs/secrets-store-csi-driver#674, #298: without a mount there is no Secret.
test('CSI: the class makes the same Secret, and every reader mounts it', async (t) => {
  const { files: now, plan } = await migrate(
    t,
    { 'db.yaml': secretAndReader, 'web.yaml': reader },
    { 'db.yaml': /url$/ },
    { style: 'csi', region: 'eu-west-1' },
  );
  t.deepEqual(plan.manual, []);
  t.deepEqual(invalid(objectsOf(now['db.yaml'] ?? '')), []);
  t.like(parse(now['db.yaml'] ?? ''), {
    kind: 'SecretProviderClass',
    spec: { provider: 'aws', secretObjects: [{ secretName: 'db', type: 'Opaque', labels: { app: 'db' } }] },
  });
  t.is(
    now['web.yaml'],
    `${reader}        volumeMounts:
        - name: secrets-store-db
          mountPath: /mnt/secrets-store/db
          readOnly: true
      volumes:
      - name: secrets-store-db
        csi:
          driver: secrets-store.csi.k8s.io
          readOnly: true
          volumeAttributes:
            secretProviderClass: db
`,
  );
  const alone = await migrate(t, { 'db.yaml': secretAndReader }, { 'db.yaml': /url$/ }, { style: 'csi' });
  t.regex(alone.plan.manual[0]?.reason ?? '', /only while something mounts it/);
});

test('GKE: a SecretSync and its class in place of the Secret', async (t) => {
  const secret = secretAndReader.replace('  labels: {app: db}\n', '');
  const { now } = await toGcp(
    t,
    { 'db.yaml': `${secret}---\n${secret.replaceAll('name: db', 'name: other')}` },
    { 'db.yaml': /url$/ },
    { style: 'secret-sync' },
  );
  const all = parseAllDocuments(now['db.yaml'] ?? '').map((one) => one.toJS() as Record<string, unknown>);
  t.deepEqual(
    all.map(({ kind }) => kind),
    ['SecretProviderClass', 'SecretSync', 'SecretProviderClass', 'SecretSync'],
  );
  t.deepEqual(invalid(all), []);
  t.like(all[1], { metadata: { name: 'db' }, spec: { secretProviderClassName: 'db' } });
});

test('Helm: existingSecret where the chart offers it, under the key that its own Secret has', async (t) => {
  const chart = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/values.yaml': `auth:\n  # -- name of a Secret\n  existingSecret: ""\n  password: ${value(13)}\n`,
    'chart/templates/secret.yaml':
      '{{- if not .Values.auth.existingSecret }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  db-password: {{ .Values.auth.password | b64enc }}\n{{- end }}\n',
    'chart/templates/_helpers.tpl':
      '{{- define "web.secret" -}}{{ .Values.auth.existingSecret | default .Release.Name }}{{- end }}\n',
  };
  const { files: now, plan } = await migrate(t, chart, { 'chart/values.yaml': /password$/ });
  t.deepEqual(plan.manual, []);
  t.is(
    now['chart/values.yaml'],
    'auth:\n  # -- name of a Secret\n  existingSecret: "chart-secrets"\n  password: ""\n',
  );
  t.like(parse(now['chart/templates/chart-secrets.yaml'] ?? ''), {
    spec: { target: { name: 'chart-secrets' }, data: [{ secretKey: 'db-password' }] },
  });
});

test('compose: a file that is nothing but a secret comes from the environment', async (t) => {
  const project = `services:
  db:
    image: mariadb
    secrets: [db-password]
    environment:
      - MYSQL_ROOT_PASSWORD_FILE=/run/secrets/db-password
secrets:
  db-password:
    file: db/password.txt # one line
`;
  const dir = temporary(t);
  const root = repository(dir, { 'compose.yaml': project, 'db/password.txt': value(15) });
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const { signal } = new AbortController();
  const [like] = findingsOf(root, { 'compose.yaml': /environment/ });
  const finding = {
    ...like,
    value: Secret.fromText(value(15)),
    places: [{ kind: 'file', path: 'db/password.txt', line: 1 }],
  };
  const context = {
    root,
    store: new ServerStore(server.url),
    state: await state(dir, root),
    program: 'x',
    signal,
    noRender: true,
  };
  const plan = await planMigration({
    ...context,
    findings: [finding as LiveFinding],
    options: { region: 'eu-west-1' },
  });
  t.deepEqual(plan.manual, []);
  t.false(JSON.stringify(plan).includes(value(15)));
  t.is((await applyPlan(plan, context)).state, 'done');
  const now = snapshot(root);
  t.is(now['db/password.txt'], '');
  t.true(now['compose.yaml']?.endsWith(project.replace('file: db/password.txt', 'environment: DB_PASSWORD')));
  t.is(Object.values(server.live())[0]?.value, JSON.stringify({ DB_PASSWORD: value(15) }));
});

test('what cannot be rewritten is left byte for byte, with the reason', async (t) => {
  const before = {
    '.github/workflows/a.yml': workflow
      .replace('permissions:\n  contents: read\n', '')
      .replace('./build', 'echo ${{ github.token }}'),
    '.gitlab-ci.yml': `include: [{local: other.yml}]\n${gitlab}`,
    'infra/module/main.tf': terraform,
    'infra/module/x.tfvars': `db_password = "${value(6)}"\n`,
    'infra/main.tf': 'module "m" {\n  source = "./module"\n}\n',
    'README.md': `password: ${value(14)}\n`,
  };
  const { files: now, plan } = await migrate(t, before, {
    '.github/workflows/a.yml': /TOKEN$/,
    '.gitlab-ci.yml': /API_TOKEN$/,
    'infra/module/x.tfvars': /./,
  });
  t.deepEqual(now, before);
  t.deepEqual(
    plan.manual.map(({ path, reason }) => [path, reason]),
    [
      [
        '.github/workflows/a.yml',
        'the job takes the default permissions, and with permissions: it would lose some',
      ],
      [
        '.github/workflows/a.yml',
        'the job takes the default permissions, and with permissions: it would lose some',
      ],
      ['.gitlab-ci.yml', 'files are included, whose jobs may read it'],
      ['infra/module/x.tfvars', 'the folder is a module that another one calls'],
    ],
  );
});
