import { base64, value } from './case.ts';
import type { Case } from './case.ts';

/** Where each kind keeps its pod. */
const WORKLOADS: readonly (readonly [apiVersion: string, kind: string, path: readonly string[]])[] = [
  ['v1', 'Pod', []],
  ['v1', 'PodTemplate', ['template']],
  ['v1', 'ReplicationController', ['spec', 'template']],
  ['apps/v1', 'Deployment', ['spec', 'template']],
  ['apps/v1', 'StatefulSet', ['spec', 'template']],
  ['apps/v1', 'DaemonSet', ['spec', 'template']],
  ['apps/v1', 'ReplicaSet', ['spec', 'template']],
  ['batch/v1', 'Job', ['spec', 'template']],
  ['batch/v1', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ['argoproj.io/v1alpha1', 'Rollout', ['spec', 'template']],
  ['serving.knative.dev/v1', 'Service', ['spec', 'template']],
];

/** A pod's fields below the path of its kind, as YAML. */
function podOf(path: readonly string[], spec: string): string {
  const steps = [...path, 'spec'];
  const lines = steps.map((step, i) => `${'  '.repeat(i)}${step}:`);
  const pad = '  '.repeat(steps.length);
  return (
    [
      ...lines,
      ...spec
        .trimEnd()
        .split('\n')
        .map((line) => pad + line),
    ].join('\n') + '\n'
  );
}

function workload(): Case[] {
  return WORKLOADS.flatMap(([apiVersion, kind, path]): Case[] => {
    const secret = value();
    const head = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: prod}\n`;
    const at = `${apiVersion}/${kind}/prod/web ${[...path, 'spec'].join('.')}`;
    const file = `deploy/${kind.toLowerCase()}.yaml`;
    const one = (title: string, spec: string, values: Case['values'], more: Partial<Case> = {}): Case => ({
      title: `${kind}: ${title}`,
      path: file,
      text: head + podOf(path, spec),
      kind: 'kubernetes',
      values,
      ...more,
    });
    return [
      ...['containers', 'initContainers', 'ephemeralContainers'].map((list) =>
        one(
          `literal env in ${list}`,
          `${list}:\n- name: app\n  env:\n  - name: DB_PASSWORD\n    value: ${secret}\n`,
          {
            [`${at}.${list}[0].env[0].value`]: ['literal', secret],
          },
        ),
      ),
      one(
        'args, command and probe headers',
        `containers:\n- name: app\n  args: ["--token=${secret}"]\n  command: [run]\n  livenessProbe:\n    httpGet:\n      httpHeaders:\n      - name: Authorization\n        value: ${secret}\n`,
        {
          [`${at}.containers[0].args[0]`]: ['literal', `--token=${secret}`],
          [`${at}.containers[0].livenessProbe.httpGet.httpHeaders[0].value`]: ['literal', secret],
        },
      ),
      one(
        'references',
        'imagePullSecrets: [{name: regcred}]\ncontainers:\n- name: app\n  env:\n  - name: P\n    valueFrom: {secretKeyRef: {name: db, key: password}}\n  - {name: Q, valueFrom: {configMapKeyRef: {name: cm, key: k}}}\n  envFrom:\n  - {secretRef: {name: all}, prefix: X_}\nvolumes:\n- {name: a, secret: {secretName: files}}\n- {name: b, secret: {secretName: tls, items: [{key: tls.key, path: k}]}}\n- {name: c, configMap: {name: conf}}\n- name: d\n  projected: {sources: [{secret: {name: proj}}]}\n',
        { [`${at}.containers[0].env[0].valueFrom.secretKeyRef.name`]: ['reference', 'db'] },
        {
          clean: ['regcred', 'db', 'password', 'all', 'files'],
          consumers: [
            { name: 'regcred', via: 'imagePullSecrets' },
            { name: 'db', via: 'env', key: 'password', variable: 'P' },
            { name: 'cm', via: 'env', key: 'k', variable: 'Q' },
            { name: 'all', via: 'envFrom', variable: 'X_' },
            { name: 'files', via: 'volume' },
            { name: 'tls', via: 'volume', key: 'tls.key' },
            { name: 'conf', via: 'volume' },
            { name: 'proj', via: 'projected' },
          ],
        },
      ),
    ];
  });
}

const TYPES = [
  ['Opaque', 'password'],
  ['kubernetes.io/basic-auth', 'password'],
  ['kubernetes.io/ssh-auth', 'ssh-privatekey'],
  ['kubernetes.io/tls', 'tls.key'],
  ['kubernetes.io/dockerconfigjson', '.dockerconfigjson'],
  ['kubernetes.io/dockercfg', '.dockercfg'],
  ['kubernetes.io/service-account-token', 'token'],
  ['bootstrap.kubernetes.io/token', 'token-secret'],
] as const;

function step(key: string): string {
  return /^[\w/-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function secrets(): Case[] {
  return TYPES.flatMap(([type, key]): Case[] => {
    const secret = value();
    const head = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: prod\ntype: ${type}\n`;
    const at = 'v1/Secret/prod/db';
    const json = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'prod' },
      type,
      data: { [key]: base64(secret) },
    };
    return [
      {
        title: `Secret ${type}: data`,
        path: 's.yaml',
        text: `${head}data:\n  ${key}: ${base64(secret)}\n`,
        values: { [`${at} data${step(key)}`]: ['secret', secret] },
      },
      {
        title: `Secret ${type}: stringData`,
        path: 's.yml',
        text: `${head}stringData:\n  ${key}: "${secret}"\n`,
        values: { [`${at} stringData${step(key)}`]: ['secret', secret] },
      },
      {
        title: `Secret ${type}: data over lines`,
        path: 's.yaml',
        text: `${head}data:\n  ${key}: |\n    ${base64(secret).slice(0, 12)}\n    ${base64(secret).slice(12)}\n`,
        values: { [`${at} data${step(key)}`]: ['secret', secret] },
      },
      {
        title: `Secret ${type}: base64 is taken off once`,
        path: 's.yaml',
        text: `${head}data: {"${key}": ${base64(base64(secret))}}\n`,
        values: { [`${at} data${step(key)}`]: ['secret', base64(secret)] },
      },
      {
        title: `Secret ${type}: JSON`,
        path: 's.json',
        text: JSON.stringify(json, undefined, 2),
        kind: 'kubernetes',
        values: { [`${at} data${step(key)}`]: ['secret', secret] },
      },
      {
        title: `Secret ${type}: in a List`,
        path: 'l.yaml',
        text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [json] }),
        values: { [`${at} data${step(key)}`]: ['secret', secret] },
      },
      {
        title: `Secret ${type}: last-applied-configuration`,
        path: 's.yaml',
        text: `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: prod\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      ${JSON.stringify(json)}\n`,
        values: {
          [`${at} metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"] data${step(key)}`]:
            ['secret', secret],
        },
      },
    ];
  });
}

function configMaps(): Case[] {
  const secret = value();
  const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n';
  const at = 'v1/ConfigMap/app data';
  const file = (key: string, lines: readonly string[]): string =>
    `${head}  ${key}: |\n${lines.map((line) => `    ${line}\n`).join('')}`;
  const one = (title: string, text: string, values: Case['values']): Case => ({
    title: `ConfigMap: ${title}`,
    path: 'cm.yaml',
    text,
    values,
  });
  return [
    one('a plain value', `${head}  password: ${secret}\n`, { [`${at}.password`]: ['literal', secret] }),
    one('properties', file('app.properties', ['# c', `db.password=${secret}`, 'x = 1']), {
      [`${at}["app.properties"] db.password`]: ['literal', secret],
    }),
    one('JSON', file('app.json', ['{', `  "db": {"password": "${secret}"}`, '}']), {
      [`${at}["app.json"] db.password`]: ['literal', secret],
    }),
    one('YAML', file('app.yaml', ['db:', `  password: ${secret}`]), {
      [`${at}["app.yaml"] db.password`]: ['literal', secret],
    }),
    one('env', file('.env', [`DB_PASSWORD=${secret}`]), {
      [`${at}[".env"] DB_PASSWORD`]: ['literal', secret],
    }),
    one('shell', file('run', ['#!/bin/sh', `export DB_PASSWORD="${secret}"`]), {
      [`${at}.run DB_PASSWORD`]: ['literal', secret],
    }),
    one('INI', file('my.cnf', ['[client]', `password = ${secret}`]), {
      [`${at}["my.cnf"] client.password`]: ['literal', secret],
    }),
    one('TOML', file('c.toml', ['[db]', `password = "${secret}"`]), {
      [`${at}["c.toml"] db.password`]: ['literal', secret],
    }),
    one('XML', file('c.xml', ['<?xml version="1.0"?>', `<a><password>${secret}</password></a>`]), {
      [`${at}["c.xml"] a.password`]: ['literal', secret],
    }),
    one('JSON in single quotes', `${head}  c.json: '{"p": "${secret}"}'\n`, {
      [`${at}["c.json"] p`]: ['literal', secret],
    }),
    one('JSON in double quotes', `${head}  c.json: "{\\"p\\": \\"${secret}\\"}"\n`, {
      [`${at}["c.json"] p`]: ['literal', secret],
    }),
    one(
      'a manifest within',
      file('s.yaml', [
        'apiVersion: v1',
        'kind: Secret',
        'metadata: {name: in}',
        `stringData: {p: ${secret}}`,
      ]),
      { [`${at}["s.yaml"] stringData.p`]: ['secret', secret] },
    ),
    one('CRLF', file('app.properties', [`db.password=${secret}`, 'x=1']).replaceAll('\n', '\r\n'), {
      [`${at}["app.properties"] db.password`]: ['literal', secret],
    }),
    one(
      'binaryData',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\nbinaryData: {p: ${base64(secret)}}\n`,
      { 'v1/ConfigMap/app binaryData.p': ['literal', secret] },
    ),
  ];
}

/** Objects that point elsewhere, or hold ciphertext. */
function clean(): Case[] {
  const cipher = `Ag${'A'.repeat(4)}${value(230)}`;
  const reference = (apiVersion: string, kind: string, body: string): Case => ({
    title: `${kind} is no leak`,
    path: 'r.yaml',
    text: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: db}\n${body}`,
    values: {},
    clean: ['password', 'prod/db', 'db-secret', cipher],
  });
  return [
    reference(
      'external-secrets.io/v1',
      'ExternalSecret',
      'spec:\n  data:\n  - secretKey: password\n    remoteRef: {key: prod/db, property: password}\n',
    ),
    reference(
      'external-secrets.io/v1alpha1',
      'PushSecret',
      'spec:\n  selector: {secret: {name: db-secret}}\n  data:\n  - match: {secretKey: password, remoteRef: {remoteKey: prod/db}}\n',
    ),
    reference(
      'secrets-store.csi.x-k8s.io/v1',
      'SecretProviderClass',
      'spec:\n  parameters:\n    objects: |\n      - objectName: "prod/db"\n        objectAlias: password\n',
    ),
    reference('bitnami.com/v1alpha1', 'SealedSecret', `spec:\n  encryptedData: {password: ${cipher}}\n`),
    reference(
      'secrets.hashicorp.com/v1beta1',
      'VaultStaticSecret',
      'spec: {path: prod/db, destination: {name: password}}\n',
    ),
    reference('onepassword.com/v1', 'OnePasswordItem', 'spec: {itemPath: prod/db}\n'),
    reference('secret-sync.gke.io/v1', 'SecretSync', 'spec: {secretProviderClassName: db-secret}\n'),
  ];
}

function others(): Case[] {
  const secret = value();
  const flags = (name: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n`;
  return [
    {
      title: 'several documents',
      path: 'm.yaml',
      text: `${flags('a')}stringData: {p: ${secret}}\n---\n# only a comment\n---\n${flags('b')}stringData: {p: ${secret}}\n`,
      values: {
        'v1/Secret/a stringData.p': ['secret', secret],
        'v1/Secret/b stringData.p': ['secret', secret],
      },
    },
    {
      title: 'the same object twice',
      path: 'm.yaml',
      text: `${flags('a')}stringData: {p: ${secret}}\n---\n${flags('a')}stringData: {p: x${secret}}\n`,
      values: {
        'v1/Secret/a stringData.p': ['secret', secret],
        'v1/Secret/a stringData.p ~2': ['secret', `x${secret}`],
      },
    },
    {
      title: 'byte order mark and CRLF',
      path: 'm.yaml',
      text: `\uFEFF${flags('a')}stringData:\r\n  p: "${secret}"\r\n`,
      values: { 'v1/Secret/a stringData.p': ['secret', secret] },
    },
    {
      title: 'UTF-16',
      path: 'm.yaml',
      text: new Uint8Array(Buffer.from(`\uFEFF${flags('a')}stringData: {p: ${secret}}\n`, 'utf16le')),
      values: { 'v1/Secret/a stringData.p': ['secret', secret] },
    },
    {
      title: 'characters of several bytes before it',
      path: 'm.yaml',
      text: `# çé漢字😀\n${flags('a')}stringData: {p: ${secret}}\n`,
      values: { 'v1/Secret/a stringData.p': ['secret', secret] },
    },
    {
      title: 'standard input',
      path: '-',
      text: `${flags('a')}stringData: {p: ${secret}}\n`,
      values: { 'v1/Secret/a stringData.p': ['secret', secret] },
    },
    {
      title: 'public keys of a Secret are literals',
      path: 'm.yaml',
      text: `${flags('a')}stringData: {username: admin, tls.crt: x, p: ${secret}}\n`,
      values: {
        'v1/Secret/a stringData.username': ['literal', 'admin'],
        'v1/Secret/a stringData["tls.crt"]': ['literal', 'x'],
      },
    },
    {
      title: 'an alias under data is read at its anchor',
      path: 'm.yaml',
      text: `x: &p ${secret}\napiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {q: *p}\n`,
      values: { 'v1/Secret/a x': ['literal', secret] },
    },
    {
      title: 'a duplicate key: both values are read',
      path: 'm.yaml',
      text: `${flags('a')}stringData:\n  p: ${secret}\n  p: y${secret}\n`,
      values: {
        'v1/Secret/a stringData.p': ['secret', secret],
        'v1/Secret/a stringData.p ~2': ['secret', `y${secret}`],
      },
    },
    {
      title: 'kubeconfig',
      path: 'kubeconfig',
      text: `apiVersion: v1\nkind: Config\nusers:\n- name: me\n  user: {token: ${secret}, client-key-data: ${base64(secret)}, client-certificate-data: ${base64('x')}}\n`,
      values: {
        'v1/Config/ users[0].user.token': ['secret', secret],
        'v1/Config/ users[0].user.client-key-data': ['secret', secret],
        'v1/Config/ users[0].user.client-certificate-data': ['literal', base64('x')],
      },
    },
    {
      title: 'ServiceAccount',
      path: 'sa.yaml',
      text: 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\nsecrets: [{name: tok}]\nimagePullSecrets: [{name: reg}]\n',
      values: {},
      consumers: [
        { name: 'tok', via: 'serviceAccount' },
        { name: 'reg', via: 'imagePullSecrets' },
      ],
    },
    {
      title: 'Ingress',
      path: 'i.yaml',
      text: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec:\n  tls: [{hosts: [a], secretName: cert}]\n',
      values: {},
      clean: ['cert'],
      consumers: [{ name: 'cert', via: 'tls' }],
    },
    {
      title: "an operator's SecretRef",
      path: 'o.yaml',
      text: 'apiVersion: x.io/v1\nkind: Db\nmetadata: {name: d}\nspec:\n  passwordSecretRef: {name: pw, key: k}\n',
      values: {},
      clean: ['pw'],
      consumers: [{ name: 'pw', via: 'other', key: 'k' }],
    },
    {
      title: 'a CRD with a literal password',
      path: 'o.yaml',
      text: `apiVersion: x.io/v1\nkind: Db\nmetadata: {name: d}\nspec: {password: ${secret}}\n`,
      values: { 'x.io/v1/Db/d spec.password': ['literal', secret] },
    },
    {
      title: 'Argo Workflow',
      path: 'w.yaml',
      text: `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: w-}\nspec:\n  templates:\n  - container:\n      env: [{name: TOKEN, value: ${secret}}]\n`,
      values: {
        'argoproj.io/v1alpha1/Workflow/w- spec.templates[0].container.env[0].value': ['literal', secret],
      },
    },
    {
      title: 'Tekton Task',
      path: 't.yaml',
      text: `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec:\n  steps:\n  - env: [{name: TOKEN, value: ${secret}}]\n`,
      values: { 'tekton.dev/v1/Task/t spec.steps[0].env[0].value': ['literal', secret] },
    },
  ];
}

export const kubernetesCases: readonly Case[] = [
  ...workload(),
  ...secrets(),
  ...configMaps(),
  ...clean(),
  ...others(),
];
