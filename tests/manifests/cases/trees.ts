import { base64, value } from './case.ts';

/** A small GitOps tree and how the real program renders it. */
export interface ExampleTree {
  readonly title: string;
  readonly program: 'kubectl' | 'helm';
  readonly files: Readonly<Record<string, string>>;
  /** Arguments of `kubectl kustomize` or `helm template x`, one list a rendering. */
  readonly renders: readonly (readonly string[])[];
  /** Also rendered in the default suite. */
  readonly quick?: true;
}

const deployment = (env: string, name = 'web'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - name: app
        image: example.com/${name}:1
        env:
${env.replace(/^(?=.)/gm, '        ')}`;

const secret = (name: string, body: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\ntype: Opaque\n${body}`;

const base = { 'base/kustomization.yaml': 'resources: [app.yaml]\n' };
const chart = (more = ''): string => `apiVersion: v2\nname: shop\nversion: 1.0.0\n${more}`;

const kustomize: readonly ExampleTree[] = [
  {
    title: 'a Secret, and an overlay that patches a key',
    program: 'kubectl',
    quick: true,
    files: {
      ...base,
      'base/app.yaml': secret(
        'db',
        `data:\n  password: ${base64(value())}\nstringData:\n  token: ${value()}\n`,
      ),
      'prod/kustomization.yaml': 'resources: [../base]\npatches:\n- path: db.yaml\n',
      'prod/db.yaml': secret('db', `stringData:\n  token: "${value()}"\n`),
    },
    renders: [['base'], ['prod']],
  },
  {
    title: 'literals of generators, merged by an overlay',
    program: 'kubectl',
    quick: true,
    files: {
      'base/kustomization.yaml': `secretGenerator:\n- name: db\n  literals:\n  - password=${value()}\n  - 'url=postgres://a:${value()}@h/d?x=y'\nconfigMapGenerator:\n- name: c\n  literals: [MODE=fast]\n`,
      'prod/kustomization.yaml': `resources: [../base]\nnamePrefix: prod-\nsecretGenerator:\n- name: db\n  behavior: merge\n  literals: ["password=${value()}", "extra='${value()}'"]\n`,
    },
    renders: [['base'], ['prod']],
  },
  {
    title: 'files of a generator',
    program: 'kubectl',
    files: {
      'base/kustomization.yaml':
        'secretGenerator:\n- name: db\n  files: [password.txt, pin=conf/pin, conf/app.properties]\ngeneratorOptions: {disableNameSuffixHash: true}\n',
      'base/password.txt': `${value()}\n`,
      'base/conf/pin': value(12),
      'base/conf/app.properties': `db.password=${value()}\ndb.user=app\n`,
    },
    renders: [['base']],
  },
  {
    title: 'env files',
    program: 'kubectl',
    quick: true,
    files: {
      'base/kustomization.yaml':
        'secretGenerator:\n- name: app\n  envs: [vars.txt]\nconfigMapGenerator:\n- name: c\n  envs: [.env]\n',
      'base/vars.txt': `# secret\nAPI_TOKEN=${value()}\nFOO=${value()}=\n`,
      'base/.env': `MODE=a b\nSECRET_KEY=${value()}\n`,
    },
    renders: [['base']],
  },
  {
    title: 'variables of a Deployment, one replaced by a patch',
    program: 'kubectl',
    quick: true,
    files: {
      ...base,
      'base/app.yaml': deployment(
        `- {name: DB_PASSWORD, value: "${value()}"}\n- name: MODE\n  value: 'on'\n- name: T\n  valueFrom: {secretKeyRef: {name: db, key: t}}\n`,
      ),
      'prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n',
      'prod/patch.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n        env:\n        - {name: DB_PASSWORD, value: ${value()}}\n        - {name: EXTRA, value: "1"}\n`,
    },
    renders: [['base'], ['prod']],
  },
  {
    title: 'JSON 6902 patches, inline and in a file',
    program: 'kubectl',
    files: {
      ...base,
      'base/app.yaml': deployment('- {name: A, value: x}\n'),
      'prod/kustomization.yaml': `resources: [../base]\npatches:\n- target: {kind: Deployment, name: web}\n  patch: |-\n    - op: add\n      path: /spec/template/spec/containers/0/env/-\n      value: {name: API_KEY, value: ${value()}}\n- target: {kind: Deployment}\n  path: more.json\n`,
      'prod/more.json': JSON.stringify([
        {
          op: 'add',
          path: '/spec/template/spec/containers/0/env/-',
          value: { name: 'DB_PASSWORD', value: value() },
        },
      ]),
    },
    renders: [['base'], ['prod']],
  },
  {
    title: 'components',
    program: 'kubectl',
    files: {
      ...base,
      'base/app.yaml': deployment(`- {name: A, value: ${value()}}\n`),
      'parts/debug/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nsecretGenerator:\n- name: debug\n  literals: [key=${value()}]\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {containers: [{name: app, env: [{name: DEBUG_TOKEN, value: ${value()}}]}]}}}\n`,
      'dev/kustomization.yaml': 'resources: [../base]\ncomponents: [../parts/debug]\n',
    },
    renders: [['base'], ['dev']],
  },
  {
    title: 'replacements copy a value',
    program: 'kubectl',
    files: {
      'base/kustomization.yaml':
        'resources: [app.yaml, cm.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: c, fieldPath: data.pw}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.template.spec.containers.0.env.0.value]\n',
      'base/app.yaml': deployment('- {name: PASSWORD, value: set-by-kustomize}\n'),
      'base/cm.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {pw: ${value()}}\n`,
    },
    renders: [['base']],
  },
  {
    title: 'a List, anchors, block scalars and escapes',
    program: 'kubectl',
    files: {
      ...base,
      'base/app.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${secret('a', `stringData:\n  one: "x\\t\\u00e9${value()}"\n  two: |\n    line\n    ${value()}\n  three: >-\n    folded\n    ${value()}\n`).trimEnd().replaceAll('\n', '\n  ')}\n- ${secret('b', `stringData: &d\n  four: 'it''s ${value()}'\n`).trimEnd().replaceAll('\n', '\n  ')}\n`,
    },
    renders: [['base']],
  },
];

const helm: readonly ExampleTree[] = [
  {
    title: 'a Secret from values, and another environment',
    program: 'helm',
    quick: true,
    files: {
      'Chart.yaml': chart(),
      'values.yaml': `auth:\n  password: ${value()}\n  user: app\nmode: fast\n`,
      'values-prod.yaml': `auth: {password: "${value()}"}\n`,
      'templates/secret.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}-db\ntype: Opaque\ndata:\n  password: {{ .Values.auth.password | b64enc | quote }}\nstringData:\n  user: {{ .Values.auth.user }}\n',
    },
    renders: [[], ['-f', 'values-prod.yaml']],
  },
  {
    title: 'literals and defaults in templates',
    program: 'helm',
    quick: true,
    files: {
      'Chart.yaml': chart(),
      'values.yaml': 'enabled: true\n',
      'templates/all.yaml': `{{- if .Values.enabled }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\nstringData:\n  fixed: ${value()}\n  fallback: {{ .Values.missing | default "${value()}" | quote }}\n  encoded: {{ "${value()}" | quote }}\n{{- end }}\n---\n${deployment(`- name: TOKEN\n  value: "${value()}"\n- name: RELEASE\n  value: {{ .Release.Name }}\n`)}`,
    },
    renders: [[]],
  },
  {
    title: 'variables by toYaml, over a list of values',
    program: 'helm',
    files: {
      'Chart.yaml': chart(),
      'values.yaml': `env:\n- name: DB_PASSWORD\n  value: ${value()}\n- name: MODE\n  value: "1"\n`,
      'templates/web.yaml': deployment('').trimEnd() + '\n        {{- toYaml .Values.env | nindent 8 }}\n',
    },
    renders: [[]],
  },
  {
    title: 'a subchart under an alias',
    program: 'helm',
    files: {
      'Chart.yaml': chart('dependencies:\n- name: db\n  version: 1.0.0\n  alias: store\n'),
      'values.yaml': `store:\n  auth: {password: ${value()}}\n`,
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'charts/db/values.yaml': `auth:\n  password: ${value()}\n  token: ${value()}\n`,
      'charts/db/templates/s.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: {{ .Values.auth.password }}\n  token: {{ .Values.auth.token }}\n',
    },
    renders: [[]],
  },
  {
    title: 'a file of the chart in a Secret',
    program: 'helm',
    files: {
      'Chart.yaml': chart(),
      'values.yaml': '{}\n',
      'files/app.env': `DB_PASSWORD=${value()}\nMODE=x\n`,
      'templates/s.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: files}\nstringData:\n  app.env: |\n    {{- .Files.Get "files/app.env" | nindent 4 }}\n',
    },
    renders: [[]],
  },
];

export const exampleTrees: readonly ExampleTree[] = [...kustomize, ...helm];
