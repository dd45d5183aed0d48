import { randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { applyPlan, type PlanOptions } from '../../src/migration/index.ts';
import { kustomize } from '../migration/effect.ts';
import { madeUp } from '../migration/helpers.ts';
import { shop } from '../migration/shop.ts';
import { openStore } from '../migration/stores.ts';
import { freePort } from '../services/aws.ts';
import {
  end,
  objectsIn,
  start,
  startCluster,
  type Cluster,
  type KubernetesObject,
} from '../services/cluster.ts';
import { frontGoogle } from '../services/google-tls.ts';
import { need, partsFolder } from '../services/parts.ts';

// The end of the chain: an operator that knows nothing of us reads the store, and makes the same Secrets again.

const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');
const value = (seed: number): string => madeUp(300 + seed, 24);
const secret = (
  name: string,
  type: string,
  data: Readonly<Record<string, string | Uint8Array>>,
  labels = '',
): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n${labels}type: ${type}\ndata:\n${Object.entries(
    data,
  )
    .map(([key, bytes]) => `  ${key}: ${base64(bytes)}\n`)
    .join('')}`;

const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: web
          image: example/web
          env:
            - name: API_TOKEN
              value: ${value(9)}
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: db, key: password}}
`;

const docker = JSON.stringify({ auths: { 'registry.example.org': { auth: base64(`u:${value(4)}`) } } });
const files = {
  'plain/opaque.yaml': secret(
    'opaque',
    'Opaque',
    { password: value(1), 'with-lines': `a "b"\n${value(2)} \n` },
    '  labels: {app: shop, tier: backend}\n',
  ),
  'plain/tls.yaml': secret('tls', 'kubernetes.io/tls', {
    'tls.crt': '-----BEGIN CERTIFICATE-----\nmade up\n',
    'tls.key': `-----BEGIN KEY-----\n${value(3)}\n`,
  }),
  'plain/docker.yaml': secret('docker', 'kubernetes.io/dockerconfigjson', { '.dockerconfigjson': docker }),
  'plain/basic.yaml': secret('basic', 'kubernetes.io/basic-auth', { username: 'admin', password: value(5) }),
  'plain/binary.yaml': secret('binary', 'Opaque', {
    keystore: Uint8Array.of(0, 255, 10, 13, 128, 254),
    note: value(6),
  }),
  'plain/json.yaml': secret('json', 'Opaque', {
    'config.json': JSON.stringify({ a: { b: [1, null] }, password: value(7) }),
  }),
  'plain/url.yaml': secret('url', 'Opaque', {
    DATABASE_URL: `postgres://app:${value(8)}@db:5432/app`,
    'other-key': 'x',
  }),
  'kustomize/base/kustomization.yaml':
    'resources: [db.yaml, web.yaml]\ngeneratorOptions: {disableNameSuffixHash: true, labels: {made: here}}\nsecretGenerator:\n  - name: s3\n    envs: [s3.env]\n    files: [id=key.txt]\n',
  'kustomize/base/s3.env': `# not quoted\nUSER=app\nSECRET_KEY="${value(11)}" \n`,
  'kustomize/base/key.txt': `${value(12)}\n`,
  'kustomize/base/db.yaml': secret('db', 'Opaque', { password: value(10) }),
  'kustomize/base/web.yaml': deployment('web'),
  'kustomize/overlays/dev/kustomization.yaml': 'namePrefix: dev-\nresources: [../../base]\n',
  'kustomize/overlays/prod/kustomization.yaml': 'nameSuffix: -prod\nresources: [../../base]\n',
};
const wanted = {
  'plain/opaque.yaml': /data/,
  'plain/tls.yaml': /key"?\]?$/,
  'plain/docker.yaml': /dockerconfigjson/,
  'plain/basic.yaml': /password$/,
  'plain/binary.yaml': /data/,
  'plain/json.yaml': /password/,
  'plain/url.yaml': /DATABASE_URL/,
  'kustomize/base/db.yaml': /password$/,
  'kustomize/base/web.yaml': /env\[0\]\.value$/,
  'kustomize/base/s3.env': /SECRET_KEY$/,
};

interface Held {
  readonly type: unknown;
  readonly data: unknown;
  readonly labels: Readonly<Record<string, string>>;
}

function secretsOf(objects: readonly KubernetesObject[]): Map<string, Held> {
  return new Map(
    objects.map((object) => {
      const metadata = object['metadata'] as { name: string; labels?: Record<string, string> };
      return [metadata.name, { type: object['type'], data: object['data'], labels: metadata.labels ?? {} }];
    }),
  );
}

const tracking = 'app.kubernetes.io/instance';

/** All that is to be applied: the plain manifests, and both overlays. */
function manifests(root: string, kubectl: string): string {
  const plain = readdirSync(join(root, 'plain')).map((name) =>
    readFileSync(join(root, 'plain', name), 'utf8'),
  );
  const rendered = ['dev', 'prod'].flatMap(
    (overlay) => kustomize(kubectl, join(root, 'kustomize/overlays', overlay)) ?? [],
  );
  const all = [...plain.flatMap(objectsIn), ...rendered];
  // As Argo CD marks what it applies: on the Secret it would be pruned.
  for (const one of all)
    if (one['kind'] === 'ExternalSecret')
      ((one['metadata'] as { labels?: Record<string, string> }).labels ??= {})[tracking] = 'shop';
  return all.map((one) => JSON.stringify(one)).join('\n---\n');
}

async function until(t: ExecutionContext, what: string, done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 80; tries++) {
    if (await done()) return;
    await sleep(500);
  }
  t.fail(what);
}

async function chain(t: ExecutionContext, kind: 'aws' | 'gcp', options: Partial<PlanOptions>): Promise<void> {
  const etcd = need(t, 'etcd');
  const apiserver = need(t, 'kube-apiserver');
  const operator = need(t, 'external-secrets');
  const kubectl = need(t, 'kubectl');
  if (etcd === undefined || apiserver === undefined || operator === undefined || kubectl === undefined)
    return;
  const opened = await openStore(t, kind, '', '');
  if (opened === undefined) return;
  const one = await shop(t, opened.store, files, wanted);
  const cluster = await startCluster({ etcd, apiserver, kubectl }, join(one.dir, 'cluster'));
  t.teardown(cluster.stop);
  await cluster.kubectl(['apply', '--server-side', '-f', join(partsFolder(), 'eso-0.20.4/crds.yaml')]);
  const namespace = `n${randomBytes(3).toString('hex')}`;
  await cluster.kubectl(['create', 'namespace', namespace]);
  await cluster.kubectl(['apply', '-n', namespace, '-f', '-'], manifests(one.root, kubectl));
  const before = secretsOf(await cluster.get('secrets', namespace));
  t.is(before.size, 11);
  const leakedWeb = before.get('dev-db');
  t.truthy(leakedWeb);

  const plan = await one.plan({ region: 'eu-west-1', project: 'p', ...options });
  t.deepEqual(plan.manual, []);
  const out = await applyPlan(plan, one.context());
  t.is(out.state, 'done', out.reason);

  const after = manifests(one.root, kubectl);
  t.false(after.includes(base64(value(1))) || after.includes(value(9)));
  // Known fields, right enumerations, versions that are served: the server is the judge.
  await waitForKinds(cluster);
  await cluster.kubectl(
    ['apply', '-n', namespace, '--dry-run=server', '--validate=strict', '-f', '-'],
    after,
  );
  const stop = await startOperator(t, kind, operator, cluster, opened, one.dir);
  await cluster.kubectl(['apply', '-n', namespace, '-f', '-'], after);

  const equal = async (): Promise<string[]> => {
    const now = secretsOf(await cluster.get('secrets', namespace));
    return [...before].flatMap(([name, was]) => {
      const is = now.get(name);
      if (is === undefined) return [`${name} is not there`];
      const labels =
        Object.entries(was.labels).every(([key, text]) => is.labels[key] === text) &&
        is.labels[tracking] === undefined;
      return JSON.stringify([is.type, sorted(is.data)]) === JSON.stringify([was.type, sorted(was.data)]) &&
        labels
        ? []
        : [`${name} differs`];
    });
  };
  const synced = async (): Promise<boolean> => {
    const all = await cluster.get('externalsecrets.external-secrets.io', namespace);
    return (
      all.length === 13 &&
      all.every((each) => JSON.stringify(each['status'] ?? {}).includes('"SecretSynced"'))
    );
  };
  await until(t, 'not every ExternalSecret was synced', synced);
  t.deepEqual(await equal(), [], 'adopted as they were');
  await cluster.kubectl(['delete', 'secrets', '-n', namespace, ...before.keys()]);
  await until(t, 'the operator did not make the Secrets again', async () => (await equal()).length === 0);
  t.deepEqual(await equal(), []);
  // The variable of the workload: by a Secret that did not exist, under the name that its overlay gives it.
  const now = secretsOf(await cluster.get('secrets', namespace));
  const deployments = await cluster.get('deployments', namespace);
  t.is(deployments.length, 2);
  for (const each of deployments) {
    const [token, password] = (
      each as {
        spec: {
          template: {
            spec: { containers: [{ env: { valueFrom: { secretKeyRef: { name: string; key: string } } }[] }] };
          };
        };
      }
    ).spec.template.spec.containers[0].env.map((variable) => variable.valueFrom.secretKeyRef);
    const read = (reference: { name: string; key: string } | undefined): string =>
      Buffer.from(
        (now.get(reference?.name ?? '')?.data as Record<string, string> | undefined)?.[
          reference?.key ?? ''
        ] ?? '',
        'base64',
      ).toString();
    t.is(read(token), value(9));
    t.is(read(password), value(10));
  }
  await stop();
}

function sorted(data: unknown): unknown {
  return Object.entries((data ?? {}) as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function waitForKinds(cluster: Cluster): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const found = await cluster
      .kubectl(['api-resources', '--api-group=external-secrets.io', '-o', 'name'])
      .catch(() => '');
    if (found.includes('externalsecrets')) return;
    await sleep(500);
  }
}

async function startOperator(
  t: ExecutionContext,
  kind: 'aws' | 'gcp',
  operator: string,
  cluster: Cluster,
  { url = '', grpcPort = 0 }: { readonly url?: string; readonly grpcPort?: number },
  dir: string,
): Promise<() => Promise<void>> {
  const env: Record<string, string> = { KUBECONFIG: cluster.kubeconfig, HOME: dir };
  let stopFront = async (): Promise<void> => undefined;
  if (kind === 'aws')
    Object.assign(env, {
      AWS_SECRETSMANAGER_ENDPOINT: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  else {
    const front = await frontGoogle(grpcPort, join(dir, 'google'));
    stopFront = front.stop;
    writeFileSync(join(dir, 'account.json'), front.account);
    Object.assign(env, front.env, {
      GOOGLE_APPLICATION_CREDENTIALS: join(dir, 'account.json'),
      GCE_METADATA_HOST: '127.0.0.1:9',
    });
  }
  const child = start(
    join(dir, 'operator.log'),
    operator,
    [`--metrics-addr=127.0.0.1:${await freePort()}`, `--live-addr=127.0.0.1:${await freePort()}`],
    env,
  );
  const stop = async (): Promise<void> => {
    await end(child);
    await stopFront();
    stopFront = async () => undefined;
  };
  t.teardown(async () => {
    if (process.env['UNLEAK_TEST_KEEP'] !== undefined)
      cpSync(dir, join(process.env['UNLEAK_TEST_KEEP'], basename(dir)), { recursive: true });
    await stop();
  });
  return stop;
}

test.serial('AWS: External Secrets makes the leaked Secrets again, byte for byte', async (t) => {
  t.timeout(600_000);
  await chain(t, 'aws', {});
});

test.serial('GCP: the same, with the password of a URL by template and versions pinned', async (t) => {
  t.timeout(600_000);
  await chain(t, 'gcp', { composite: 'template', pin: true });
});
