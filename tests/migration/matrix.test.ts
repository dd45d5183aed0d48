import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { applyPlan, rollback, verify, type Plan, type PlanOptions } from '../../src/migration/index.ts';
import { need, partsFolder } from '../services/parts.ts';
import { differences, effectOf, helmTemplate, kustomize, objectsOf, type Plain } from './effect.ts';
import { findingsOf, madeUp, snapshot } from './helpers.ts';
import { invalid } from './schemas.ts';
import { shop } from './shop.ts';
import { openStore, type StoreKind } from './stores.ts';

// Every way in which a value stands, in every layout, to every store: rendered by the real programs before and after,
// what a cluster sees is the same.

// The proof looks for kustomize and helm where the user has them.
process.env['PATH'] = `${join(partsFolder(), 'bin')}:${process.env['PATH'] ?? ''}`;

const value = (seed: number): string => madeUp(500 + seed, 22);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** One manifest of each row of the table. */
const rows = {
  'secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: db
  labels: {app: shop}
type: kubernetes.io/basic-auth
data:
  username: ${base64('app')}
  password: ${base64(value(1))}
`,
  'settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  LOG_LEVEL: info
  SMTP_PASSWORD: ${value(2)}
`,
  'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: example/web
          args: ["--port=80", "--token=${value(4)}"]
          env:
            - name: API_TOKEN
              value: ${value(3)}
            - name: DATABASE_URL
              value: postgres://app:${value(5)}@db:5432/app
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: db, key: password}}
            - name: MAIL
              valueFrom: {configMapKeyRef: {name: settings, key: SMTP_PASSWORD}}
`,
};
const rowAddresses = {
  'secret.yaml': /password$/,
  'settings.yaml': /SMTP_PASSWORD$/,
  'web.yaml': /env\[[01]\]\.value$|args\[1\]/,
};

interface Layout {
  readonly files: Readonly<Record<string, string>>;
  readonly addresses: Readonly<Record<string, RegExp>>;
  /** What would be applied, by a name. */
  render(
    root: string,
    programs: { readonly kubectl: string; readonly helm: string },
  ): Map<string, Plain[] | undefined>;
  readonly options?: Partial<PlanOptions>;
}

function below<T>(dir: string, map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).map(([path, one]) => [`${dir}/${path}`, one]));
}

function kustomizeTree(dir: string, prod = 'overlays/prod'): Record<string, string> {
  return {
    ...below(`${dir}/base`, rows),
    [`${dir}/base/generated.txt`]: 'plain\n',
    [`${dir}/base/kustomization.yaml`]: `resources:\n  - secret.yaml\n  - settings.yaml\n  - web.yaml\n  - job.yaml\nsecretGenerator:\n  - name: generated\n    literals:\n      - key=${value(6)}\n`,
    [`${dir}/base/job.yaml`]:
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: job}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: job\n          image: x\n          envFrom:\n            - secretRef: {name: generated}\n',
    [`${dir}/overlays/dev/kustomization.yaml`]: 'namePrefix: dev-\nnamespace: dev\nresources: [../../base]\n',
    [`${dir}/${prod}/kustomization.yaml`]:
      'nameSuffix: -live\nnamespace: live\nresources: [../../base]\npatches: [{path: web-patch.yaml}]\n',
    [`${dir}/${prod}/web-patch.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - name: LIVE_TOKEN
              value: ${value(10)}
`,
  };
}
const kustomizeAddresses = (dir: string): Record<string, RegExp> => ({
  ...below(`${dir}/base`, rowAddresses),
  [`${dir}/base/kustomization.yaml`]: /key$/,
  [`${dir}/overlays/prod/web-patch.yaml`]: /value$/,
});
const overlays =
  (dir: string): Layout['render'] =>
  (root, { kubectl }) =>
    new Map(['dev', 'prod'].map((name) => [name, kustomize(kubectl, join(root, dir, 'overlays', name))]));

const chart = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': `replicas: 1\nauth:\n  existingSecret: ""\n  password: ${value(7)}\n`,
  'chart/values-prod.yaml': `replicas: 3\nauth:\n  password: ${value(8)}\n`,
  'chart/templates/secret.yaml':
    '{{- if not .Values.auth.existingSecret }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}-auth\ndata:\n  password: {{ .Values.auth.password | b64enc | quote }}\n{{- end }}\n',
  'chart/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: web
          env:
            - name: PASSWORD
              valueFrom:
                secretKeyRef:
                  name: {{ .Values.auth.existingSecret | default (printf "%s-auth" .Release.Name) }}
                  key: password
`,
};

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cache, namespace: apps}
spec:
  interval: 5m
  chart: {spec: {chart: redis}}
  values:
    auth:
      password: ${value(9)}
    replicas: 1
`;

const layouts: Readonly<Record<string, Layout>> = {
  plain: {
    files: below('manifests', rows),
    addresses: below('manifests', rowAddresses),
    render: (root) =>
      new Map([
        [
          'all',
          readdirSync(join(root, 'manifests')).flatMap((name) =>
            objectsOf(readFileSync(join(root, 'manifests', name), 'utf8')),
          ),
        ],
      ]),
  },
  kustomize: {
    files: kustomizeTree('deploy'),
    addresses: kustomizeAddresses('deploy'),
    render: overlays('deploy'),
  },
  helm: {
    files: chart,
    addresses: { 'chart/values.yaml': /password$/, 'chart/values-prod.yaml': /password$/ },
    options: { decryptedBy: 'helm-secrets' },
    render(root, { helm }) {
      const dir = join(root, 'chart');
      const with_ = (names: readonly string[]): string[] =>
        names.map((name) => join(dir, name)).filter((path) => existsSync(path));
      // An ExternalSecret beside a second values file is applied where that file is used.
      const beside = (name: string): Plain[] =>
        readdirSync(dir)
          .filter(
            (file) => file.includes(name) && file.endsWith('secrets.yaml') && !file.startsWith('secrets'),
          )
          .flatMap((file) => objectsOf(readFileSync(join(dir, file), 'utf8')));
      const prod = helmTemplate(helm, dir, with_(['values-prod.yaml', 'secrets.prod.yaml']));
      return new Map([
        ['default', helmTemplate(helm, dir, with_(['secrets.yaml']))],
        ['prod', prod === undefined ? undefined : [...prod, ...beside('prod')]],
      ]);
    },
  },
  argo: {
    files: {
      ...kustomizeTree('deploy'),
      'apps/root.yaml': application('root', 'apps'),
      'apps/shop.yaml': application('shop', 'deploy/overlays/prod'),
    },
    addresses: kustomizeAddresses('deploy'),
    render: overlays('deploy'),
  },
  flux: {
    files: {
      ...kustomizeTree('apps'),
      'clusters/prod/apps.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\nspec:\n  interval: 10m\n  path: ./apps/overlays/prod\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n  decryption: {provider: sops}\n',
      'apps/base/release.yaml': release,
      'apps/base/kustomization.yaml': (kustomizeTree('apps')['apps/base/kustomization.yaml'] ?? '').replace(
        '  - job.yaml\n',
        '  - job.yaml\n  - release.yaml\n',
      ),
    },
    addresses: { ...kustomizeAddresses('apps'), 'apps/base/release.yaml': /password$/ },
    render: overlays('apps'),
  },
};

/** A SecretSync gives the Secret no labels, and says so where there are some. */
const unlabelled: Layout = {
  ...(layouts['plain'] as Layout),
  files: {
    ...below('manifests', rows),
    'manifests/secret.yaml': rows['secret.yaml'].replace(/  labels:.*\n/, ''),
  },
};

function application(name: string, path: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd}\nspec:\n  source: {repoURL: https://example.org/r.git, path: ${path}}\n  destination: {server: https://kubernetes.default.svc}\n  syncPolicy: {automated: {prune: true}}\n`;
}

/** ExternalSecrets that name a store which nothing in the tree makes. */
function storeless(rendered: Iterable<readonly Plain[]>): string[] {
  const all = [...rendered].flat();
  const name = (one: Plain): string => String((one['metadata'] as Plain)['name']);
  const stores = new Set(all.filter((one) => String(one['kind']).endsWith('SecretStore')).map(name));
  return all
    .filter(
      (one) =>
        one['kind'] === 'ExternalSecret' &&
        !stores.has(((one['spec'] as Plain)['secretStoreRef'] as { name: string }).name),
    )
    .map((one) => `${name(one)} names a store that is not there`);
}

async function run(
  t: ExecutionContext,
  layout: Layout,
  kind: StoreKind,
  options: Partial<PlanOptions> = {},
): Promise<Plan | undefined> {
  const kubectl = need(t, 'kubectl');
  const helm = need(t, 'helm');
  if (kubectl === undefined || helm === undefined) return undefined;
  // SOPS needs the repository's path, which is made with the store.
  let opened: Awaited<ReturnType<typeof openStore>>;
  if (kind !== 'sops') opened = await openStore(t, kind, '', '');
  const { openSops } = await import('./sops-store.ts');
  if (kind !== 'sops' && opened === undefined) return undefined;
  const one = await shop(
    t,
    opened?.store ?? ((root, home) => openSops(root, home)),
    layout.files,
    layout.addresses,
  );
  opened ??= await openStore(t, 'sops', one.root, one.dir);
  if (opened === undefined) return undefined;
  const programs = { kubectl, helm };
  const before = layout.render(one.root, programs);
  const bytes = snapshot(one.root);
  const plan = await one.plan({
    decryptedBy: 'manual',
    region: 'eu-west-1',
    project: 'p',
    ...layout.options,
    ...options,
  });
  t.deepEqual(plan.manual, [], 'nothing is refused');
  const out = await applyPlan(plan, one.context({ noRender: false }));
  t.is(out.state, 'done', out.reason);
  const renders = out.proof?.checks.filter(({ check }) => check === 'render') ?? [];
  if (layout.render !== layouts['plain']?.render && kind !== 'sops')
    t.true(renders.length > 0 && renders.every(({ result }) => result === 'passed'), JSON.stringify(renders));
  const copy = join(one.dir, 'copy');
  cpSync(one.root, copy, { recursive: true, filter: (path) => basename(path) !== '.git' });
  opened.reveal(plan, copy);
  const held = await opened.held(plan);
  const after = layout.render(copy, programs);
  t.deepEqual([...after.keys()], [...before.keys()]);
  const all: Plain[][] = [];
  for (const [name, was] of before) {
    const now = after.get(name);
    if (was === undefined || now === undefined) {
      t.fail(`${name} does not render`);
      continue;
    }
    all.push(now);
    const [old, effect] = [effectOf(was, new Map()), effectOf(now, held)];
    // What a chart's own Secret held is read from another one now; variables say that it is the same.
    const wrong = differences(old, effect).filter(
      (line) => !(layout === layouts['helm'] && line === 'Secret /release-auth is gone'),
    );
    t.deepEqual(wrong, [], name);
    t.deepEqual(invalid(now), [], name);
  }
  if (kind !== 'sops') {
    const apart = plan.files.filter(({ path }) => layout === layouts['helm'] && path.endsWith('-store.yaml'));
    const stores = apart.flatMap(({ path }) => objectsOf(readFileSync(join(one.root, path), 'utf8')));
    t.deepEqual(storeless([...all, stores]), []);
  }
  const text = JSON.stringify(snapshot(one.root));
  for (let seed = 1; seed <= 10; seed++)
    t.false(text.includes(value(seed)) || text.includes(base64(value(seed))), String(seed));
  t.is((await verify(plan.id, one.context())).state, 'done');
  const again = findingsOf(one.root, layout.addresses).filter((finding) => !finding.value.isEmpty);
  t.deepEqual(
    again.map((finding) => finding.places[0]?.address).filter((address) => /literal/.test(address ?? '')),
    [],
  );
  await rollback(plan.id, one.context());
  t.deepEqual(snapshot(one.root), bytes, 'a rollback gives the bytes again');
  return plan;
}

const sample = new Set(['kustomize gcp', 'flux sops', 'helm gcp']);
for (const [name, layout] of Object.entries(layouts))
  for (const kind of ['sops', 'aws', 'gcp'] as const)
    if (sample.has(`${name} ${kind}`) || process.env['UNLEAK_LONG'] !== undefined)
      test(`${name} to ${kind}: rendered before and after, a cluster sees the same`, async (t) => {
        const plan = await run(t, layout, kind);
        if (plan !== undefined && kind !== 'sops' && (name === 'argo' || name === 'flux'))
          t.regex(plan.warnings.join('\n'), /prune/);
      });

if (process.env['UNLEAK_LONG'] !== undefined) {
  for (const kind of ['aws', 'gcp'] as const) {
    test(`plain to ${kind} with URLs by template and pinned versions`, async (t) => {
      await run(t, layouts['plain'] as Layout, kind, { composite: 'template', pin: true });
    });
    test(`plain to ${kind}, mounted by the CSI driver`, async (t) => {
      const plan = await run(t, layouts['plain'] as Layout, kind, { style: 'csi' });
      t.true(plan?.files.some(({ diff }) => diff.includes('SecretProviderClass')));
    });
  }
  test('plain to gcp, by a SecretSync', async (t) => {
    const plan = await run(t, unlabelled, 'gcp', { style: 'secret-sync' });
    t.true(plan?.files.some(({ diff }) => diff.includes('SecretSync')));
  });
  test('kustomize to SOPS with KSOPS', async (t) => {
    const plan = await run(t, layouts['kustomize'] as Layout, 'sops', { decryptedBy: 'ksops' });
    t.true(plan?.files.some(({ path }) => path.endsWith('secret-generator.yaml')));
  });
}
