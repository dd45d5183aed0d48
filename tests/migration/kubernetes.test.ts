import { delimiter, dirname } from 'node:path';
import test from 'ava';
import { parse, parseAllDocuments } from 'yaml';
import { need } from '../services/parts.ts';
import { madeUp } from './helpers.ts';
import { migrate } from './migrate.ts';
import { base64 } from './shop.ts';

const url = `postgres://app:${madeUp(11, 20)}@db:5432/app`;

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  LOG_LEVEL: info
  DATABASE_URL: ${url} # moves
`;

const deployment = (container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
${container}`;

test('a ConfigMap key moves, and its readers follow: by key and by envFrom', async (t) => {
  const { files, live, plan } = await migrate(
    t,
    {
      'k/settings.yaml': configMap,
      'k/web.yaml': deployment(`          env:
            - name: URL
              valueFrom:
                configMapKeyRef:
                  name: settings
                  key: DATABASE_URL
            - name: LEVEL
              valueFrom: {configMapKeyRef: {name: settings, key: LOG_LEVEL}}
          envFrom:
          - configMapRef:
              name: settings
          - configMapRef: {name: other}
          ports: []
`),
      'k/kustomization.yaml': 'resources: [settings.yaml, web.yaml]\n',
    },
    { 'k/settings.yaml': /DATABASE_URL$/ },
  );
  t.deepEqual(plan.manual, []);
  t.is(files['k/settings.yaml'], configMap.replace(/ {2}DATABASE_URL.*\n/, ''));
  const [web] = parseAllDocuments(files['k/web.yaml'] ?? '').map(
    (one) => one.toJS() as Record<string, never>,
  );
  t.like(web, {
    spec: {
      template: {
        spec: {
          containers: [
            {
              env: [
                {
                  name: 'URL',
                  valueFrom: { secretKeyRef: { name: 'settings-secrets', key: 'DATABASE_URL' } },
                },
                { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'LOG_LEVEL' } } },
              ],
              envFrom: [
                { configMapRef: { name: 'settings' } },
                { secretRef: { name: 'settings-secrets' } },
                { configMapRef: { name: 'other' } },
              ],
            },
          ],
        },
      },
    },
  });
  t.deepEqual((parse(files['k/kustomization.yaml'] ?? '') as { resources: string[] }).resources.sort(), [
    'aws-secrets-manager-store.yaml',
    'settings-secrets.yaml',
    'settings.yaml',
    'web.yaml',
  ]);
  t.deepEqual(Object.values(live), [JSON.stringify({ DATABASE_URL: url })]);
});

for (const [title, container, reason] of [
  [
    'mounted',
    '          image: x\n      volumes:\n        - name: v\n          configMap: {name: settings}\n',
    /mounted/,
  ],
  [
    'read with a prefix',
    '          envFrom:\n            - prefix: P_\n              configMapRef: {name: settings}\n',
    /prefix/,
  ],
  ['read by nobody that is seen', '          image: x\n', /nothing in the tree/],
] as const)
  test(`a ConfigMap that is ${title} is left alone and listed`, async (t) => {
    const before = { 'k/settings.yaml': configMap, 'k/web.yaml': deployment(container) };
    const { files, plan } = await migrate(t, before, { 'k/settings.yaml': /DATABASE_URL$/ });
    t.deepEqual(files, before);
    t.is(plan.manual.length, 1);
    t.regex(plan.manual[0]?.reason ?? '', reason);
    t.is(plan.manual[0]?.line, 7);
  });

const secret = (more: string): string => `apiVersion: v1
kind: Secret
metadata:
  name: tls
${more}`;

test('type, binary keys, immutable and empty values are kept', async (t) => {
  const binary = Buffer.from([0, 255, 10, 13, 128, 254]).toString('base64');
  const { files, live } = await migrate(
    t,
    {
      'tls.yaml': secret(
        `type: kubernetes.io/tls\nimmutable: true\ndata:\n  tls.crt: ${Buffer.from('public').toString('base64')}\n  tls.key: ${Buffer.from(madeUp(12, 40)).toString('base64')}\n  keystore: ${binary}\n  empty: ""\n`,
      ),
    },
    { 'tls.yaml': /key"?\]?$/ },
  );
  const external = parse(files['tls.yaml'] ?? '') as Record<string, never>;
  t.like(external, {
    spec: {
      target: { name: 'tls', immutable: true, template: { type: 'kubernetes.io/tls' } },
      data: [
        { secretKey: 'tls.crt', remoteRef: { key: 'shop/tls', property: 'tls.crt' } },
        { secretKey: 'tls.key', remoteRef: { key: 'shop/tls', property: 'tls.key' } },
        { secretKey: 'keystore', remoteRef: { key: 'shop/tls-keystore' } },
        { secretKey: 'empty', remoteRef: { key: 'shop/tls', property: 'empty' } },
      ],
    },
  });
  t.deepEqual(JSON.parse(String(live['shop/tls'])), {
    'tls.crt': 'public',
    'tls.key': madeUp(12, 40),
    empty: '',
  });
});

test('stringData wins over data', async (t) => {
  const { live } = await migrate(
    t,
    {
      's.yaml': secret(
        `data:\n  password: ${Buffer.from('old').toString('base64')}\nstringData:\n  password: ${madeUp(13, 20)}\n`,
      ),
    },
    { 's.yaml': /stringData\.password$/ },
  );
  t.is(live['shop/tls'], JSON.stringify({ password: madeUp(13, 20) }));
});

test('a prefix of kustomize: references follow the ExternalSecret by a nameReference', async (t) => {
  const { files } = await migrate(
    t,
    {
      'base/kustomization.yaml': 'resources:\n- db.yaml\n',
      'base/db.yaml': secret(`stringData:\n  password: ${madeUp(14, 20)}\n`),
      'dev/kustomization.yaml': 'namePrefix: dev-\nresources:\n- ../base\n',
    },
    { 'base/db.yaml': /password$/ },
  );
  const external = parse(files['base/db.yaml'] ?? '') as { spec: { target: Record<string, unknown> } };
  t.false('name' in external.spec.target, 'the name of the Secret is the one that kustomize gives');
  t.deepEqual((parse(files['base/kustomization.yaml'] ?? '') as Record<string, unknown>)['configurations'], [
    'external-secret-names.yaml',
  ]);
  t.true(files['base/external-secret-names.yaml']?.includes('kind: ExternalSecret'));
});

test('what an edit would break is refused: aliases, patches, lists, templates', async (t) => {
  const value = madeUp(15, 20);
  const before = {
    'alias.yaml': deployment(
      `          env:\n            - name: A\n              value: &a ${value}\n            - name: B\n              value: *a\n`,
    ),
    'over/kustomization.yaml': 'resources: [../base]\npatches:\n- path: patch.yaml\n',
    'over/patch.yaml': deployment(
      `          env:\n            - name: TOKEN\n              value: ${value}\n`,
    ),
    'list.yaml': `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: x}\n  stringData: {p: ${value}}\n`,
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': deployment(`          env:\n            - name: TOKEN\n              value: ${value}\n`),
  };
  const { files, plan } = await migrate(t, before, {
    'alias.yaml': /env\[0\]\.value$/,
    'over/patch.yaml': /value$/,
    'base/web.yaml': /value$/,
    'list.yaml': /stringData\.p$/,
  });
  t.deepEqual(files, before);
  t.deepEqual(
    plan.manual.map(({ path, reason }) => [path, /alias|patch|list/.exec(reason)?.[0]]),
    [
      ['alias.yaml', 'alias'],
      ['base/web.yaml', 'patch'],
      ['list.yaml', 'list'],
      ['over/patch.yaml', 'patch'],
    ],
  );
});

test('two containers, one variable, two values: a key each', async (t) => {
  const { live } = await migrate(
    t,
    {
      'w.yaml': deployment(
        `          env:\n            - name: TOKEN\n              value: ${madeUp(16, 20)}\n        - name: side\n          env:\n            - name: TOKEN\n              value: ${madeUp(17, 20)}\n            - name: SAME\n              value: |-\n                ${madeUp(18, 20)}\n          image: y\n`,
      ),
    },
    { 'w.yaml': /value$/ },
  );
  t.deepEqual(JSON.parse(String(live['shop/web-secrets'])), {
    TOKEN: madeUp(16, 20),
    'side.TOKEN': madeUp(17, 20),
    SAME: madeUp(18, 20),
  });
});

test('rendered before and after with the kustomize at hand, prefix and all', async (t) => {
  const kubectl = need(t, 'kubectl');
  if (kubectl === undefined) return;
  // The program is looked for as a user has it: on the PATH.
  process.env['PATH'] = `${dirname(kubectl)}${delimiter}${process.env['PATH'] ?? ''}`;
  const { plan, out } = await migrate(
    t,
    {
      'base/kustomization.yaml': 'resources:\n- db.yaml\n- web.yaml\n',
      'base/db.yaml': secret(`stringData:\n  password: ${madeUp(61, 20)}\n`),
      'base/web.yaml': deployment(
        `          env:\n            - name: A\n              value: ${madeUp(62, 20)}\n            - name: B\n              valueFrom: {secretKeyRef: {name: tls, key: password}}\n`,
      ),
      'dev/kustomization.yaml': 'namePrefix: dev-\nnamespace: dev\nresources:\n- ../base\n',
      'prod/kustomization.yaml': 'nameSuffix: -prod\nresources:\n- ../base\n',
    },
    { 'base/db.yaml': /password$/, 'base/web.yaml': /env\[0\]\.value$/ },
    {},
    true,
  );
  t.deepEqual(plan.manual, []);
  const renders = out.proof?.checks.filter((check) => check.check === 'render') ?? [];
  t.deepEqual(
    renders.map((check) => check.subject),
    ['dev', 'prod'],
  );
  t.true(
    renders.every((check) => check.result === 'passed'),
    JSON.stringify(renders),
  );
});

test('a remote base or a plugin is not rendered', async (t) => {
  const { out } = await migrate(
    t,
    {
      'kustomization.yaml': 'resources:\n- db.yaml\n- https://example.org/base?ref=1\n',
      'db.yaml': secret(`stringData:\n  password: ${madeUp(63, 20)}\n`),
    },
    { 'db.yaml': /password$/ },
    {},
    true,
  );
  t.regex(out.proof?.checks.find((check) => check.check === 'render')?.detail ?? '', /remote base|installed/);
});

test('what Kubernetes would read otherwise is left: $(VAR), kinds of others, patches by place', async (t) => {
  const env = (value: string): string =>
    `          env:\n            - name: TOKEN\n              value: ${value}\n`;
  const before = {
    'expand.yaml': deployment(env(`http://$(USER):${madeUp(64, 20)}@x`)),
    'other.yaml': deployment(env(madeUp(65, 20))).replace('kind: Deployment', 'kind: Sidecar'),
    'base/web.yaml': deployment(env(madeUp(66, 20))),
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'over/kustomization.yaml':
      'resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/env/0/value\n      value: x\n',
  };
  const { files, plan } = await migrate(t, before, {
    'expand.yaml': /value$/,
    'other.yaml': /value$/,
    'base/web.yaml': /value$/,
  });
  t.deepEqual(files, before);
  t.deepEqual(
    plan.manual.map(({ path, reason }) => [path, /patch|expands|Sidecar/.exec(reason)?.[0]]),
    [
      ['base/web.yaml', 'patch'],
      ['expand.yaml', 'expands'],
      ['other.yaml', 'Sidecar'],
    ],
  );
});

test('one name in two environments is two Secrets', async (t) => {
  const env = (seed: number): string =>
    deployment(`          env:\n            - name: TOKEN\n              value: ${madeUp(seed, 20)}\n`);
  const { live, plan } = await migrate(
    t,
    { 'dev/web.yaml': env(67), 'prod/web.yaml': env(68) },
    { 'dev/web.yaml': /value$/, 'prod/web.yaml': /value$/ },
  );
  t.deepEqual(plan.manual, []);
  t.deepEqual(live, {
    'shop/dev/web-secrets': JSON.stringify({ TOKEN: madeUp(67, 20) }),
    'shop/prod/web-secrets': JSON.stringify({ TOKEN: madeUp(68, 20) }),
  });
});

test('arguments: $(NAME) from a variable of the container', async (t) => {
  const [a, b, c] = [69, 70, 71].map((seed) => madeUp(seed, 20)) as [string, string, string];
  const { files, live, plan } = await migrate(
    t,
    {
      'w.yaml': deployment(
        `          args:\n            - --verbose\n            - --db-password=${a} # one\n            - --token\n            - ${b}\n          image: x\n        - image: y\n          env:\n            - name: TOKEN\n              value: x\n          command: [run, --token=${c}]\n        - name: sh\n          command: ["sh", "-c", "run --token ${a}"]\n`,
      ),
    },
    { 'w.yaml': /args\[[13]\]$|command\[[12]\]$/ },
  );
  const [web] = parseAllDocuments(files['w.yaml'] ?? '').map((one) => one.toJS() as Record<string, never>);
  const from = (key: string): object => ({ secretKeyRef: { name: 'web-secrets', key } });
  t.like(web, {
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'web',
              env: [
                { name: 'DB_PASSWORD', valueFrom: from('DB_PASSWORD') },
                { name: 'TOKEN', valueFrom: from('TOKEN') },
              ],
              args: ['--verbose', '--db-password=$(DB_PASSWORD)', '--token', '$(TOKEN)'],
            },
            {
              env: [
                { name: 'TOKEN', value: 'x' },
                { name: 'TOKEN_2', valueFrom: from('container.TOKEN') },
              ],
              command: ['run', '--token=$(TOKEN_2)'],
            },
            { command: ['sh', '-c', `run --token ${a}`] },
          ],
        },
      },
    },
  });
  t.deepEqual(JSON.parse(String(live['shop/web-secrets'])), {
    DB_PASSWORD: a,
    TOKEN: b,
    'container.TOKEN': c,
  });
  t.deepEqual(
    plan.manual.map((item) => item.reason),
    ['no flag says what it is', 'it is a command line of its own, or expands variables'],
  );
});

test('patches of overlays: a variable that the base does not set; one each where nothing renders both', async (t) => {
  const web = (env: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          env:\n            - name: ${env}\n`;
  const variable = (name: string, seed: number): string =>
    web(`${name}\n              value: ${madeUp(seed, 20)}`);
  const over = (patches: string): string => `resources: [../base]\npatches:\n${patches}`;
  const { files, plan } = await migrate(
    t,
    {
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'base/web.yaml': web('SET\n              value: in-the-base').replace('web}', 'web, namespace: shop}'),
      'dev/kustomization.yaml': over('  - path: a.yaml\n  - path: set.yaml\n'),
      'dev/a.yaml': variable('TOKEN', 90),
      'dev/set.yaml': variable('SET', 92),
      'prod/kustomization.yaml': over('  - path: a.yaml\n'),
      'prod/a.yaml': variable('TOKEN', 91),
      'two/kustomization.yaml': over('  - path: a.yaml\n  - path: b.yaml\n'),
      'two/a.yaml': variable('TWICE', 93),
      'two/b.yaml': variable('TWICE', 94),
    },
    Object.fromEntries(
      ['dev/a', 'dev/set', 'prod/a', 'two/a', 'two/b'].map((name) => [`${name}.yaml`, /value$/]),
    ),
  );
  t.deepEqual(plan.changes.map(({ path }) => path).sort(), ['dev/a.yaml', 'prod/a.yaml']);
  t.deepEqual(
    plan.manual.map(({ path }) => path),
    ['dev/set.yaml', 'two/a.yaml', 'two/b.yaml'],
  );
  for (const dir of ['dev', 'prod']) {
    t.regex(files[`${dir}/kustomization.yaml`] ?? '', /resources: \[\.\.\/base, web-\w+-secrets\.yaml/);
    t.like(parse(files[`${dir}/web-${dir}-secrets.yaml`] ?? ''), { metadata: { namespace: 'shop' } });
  }
});

test('a variable and a volume that are added behind one line stand where each belongs', async (t) => {
  const before = `apiVersion: v1
kind: Secret
metadata: {name: db}
data: {password: ${base64(madeUp(80, 20))}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          args: ["--token=${madeUp(81, 20)}"]
          env:
            - name: DB
              valueFrom: {secretKeyRef: {name: db, key: password}}
`;
  const { files, plan } = await migrate(
    t,
    { 'web.yaml': before },
    { 'web.yaml': /password$|args/ },
    { style: 'csi', region: 'eu-west-1' },
  );
  t.deepEqual(plan.manual, []);
  const [, web] = parseAllDocuments(files['web.yaml'] ?? '').map((one) => one.toJS() as unknown);
  const { spec } = web as {
    spec: {
      template: { spec: { containers: { env: object[]; volumeMounts: object[] }[]; volumes: object[] } };
    };
  };
  t.is(spec.template.spec.containers[0]?.env.length, 2);
  t.is(spec.template.spec.containers[0]?.volumeMounts.length, 1);
  t.is(spec.template.spec.volumes.length, 1);
});

test('two objects of one name in one folder: a Secret each', async (t) => {
  const env = (seed: number): string =>
    deployment(`          env:\n            - name: TOKEN\n              value: ${madeUp(seed, 20)}\n`);
  const { live, plan } = await migrate(
    t,
    { 'a.yaml': env(72), 'b.yaml': env(73).replace('kind: Deployment', 'kind: DaemonSet') },
    { 'a.yaml': /value$/, 'b.yaml': /value$/ },
  );
  t.deepEqual(plan.manual, []);
  t.deepEqual(live, {
    'shop/web-secrets': JSON.stringify({ TOKEN: madeUp(72, 20) }),
    'shop/web-env-secrets': JSON.stringify({ TOKEN: madeUp(73, 20) }),
  });
});
