import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { freePort } from './aws.ts';

export type KubernetesObject = Record<string, unknown>;

/** A real API server over a real etcd; no kubelet, no controllers but those that a test starts. */
export interface Cluster {
  readonly kubeconfig: string;
  /** Runs kubectl; rejects with what it printed. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  get(kind: string, namespace?: string): Promise<readonly KubernetesObject[]>;
  readonly stop: () => Promise<void>;
}

export interface ClusterParts {
  readonly etcd: string;
  readonly apiserver: string;
  readonly kubectl: string;
}

/** Starts both on ports of 127.0.0.1, with their data in a folder of the test. */
export async function startCluster(parts: ClusterParts, dir: string): Promise<Cluster> {
  mkdirSync(dir, { recursive: true });
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(dir, 'sa.key');
  const pub = join(dir, 'sa.pub');
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(pub, publicKey.export({ type: 'spki', format: 'pem' }));
  const tokens = join(dir, 'tokens.csv');
  writeFileSync(tokens, 'tok-admin,admin,admin,"system:masters"\n');
  const etcd = start(join(dir, 'etcd.log'), parts.etcd, [
    '--data-dir',
    join(dir, 'etcd'),
    '--listen-client-urls',
    url(client),
    '--advertise-client-urls',
    url(client),
    '--listen-peer-urls',
    url(peer),
    '--initial-advertise-peer-urls',
    url(peer),
    '--initial-cluster',
    `default=${url(peer)}`,
    '--unsafe-no-fsync',
  ]);
  const server = start(join(dir, 'apiserver.log'), parts.apiserver, [
    `--etcd-servers=${url(client)}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=192.0.2.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${secure}`,
    `--cert-dir=${join(dir, 'certificates')}`,
    `--service-account-key-file=${pub}`,
    `--service-account-signing-key-file=${key}`,
    `--service-account-issuer=https://127.0.0.1:${secure}`,
    `--token-auth-file=${tokens}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
  ]);
  const kubeconfig = join(dir, 'kubeconfig.yaml');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'c', cluster: { server: `https://127.0.0.1:${secure}`, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'u', user: { token: 'tok-admin' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
  const kubectl = (args: readonly string[], input?: string): Promise<string> =>
    run(parts.kubectl, ['--kubeconfig', kubeconfig, ...args], dir, input);
  const stop = async (): Promise<void> => {
    await end(server);
    await end(etcd);
  };
  for (let tries = 0; ; tries++) {
    const ready = await kubectl(['get', '--raw', '/readyz']).catch(() => '');
    if (ready.includes('ok')) break;
    if (tries > 240 || server.exitCode !== null || etcd.exitCode !== null) {
      await stop();
      throw new Error('the API server did not start');
    }
    await sleep(500);
  }
  return {
    kubeconfig,
    kubectl,
    stop,
    async get(kind, namespace) {
      const where = namespace === undefined ? ['--all-namespaces'] : ['-n', namespace];
      const text = await kubectl(['get', kind, ...where, '-o', 'json']);
      return (JSON.parse(text) as { items: KubernetesObject[] }).items;
    },
  };
}

/** A program that a test starts and ends. */
export function start(
  log: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const file = openSync(log, 'a');
  return spawn(program, args, { stdio: ['ignore', file, file], env: { PATH: '/usr/bin:/bin', ...env } });
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(late);
}

function run(program: string, args: readonly string[], home: string, input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { env: { PATH: '/usr/bin:/bin', HOME: home }, maxBuffer: 1 << 28, timeout: 120_000 },
      (error, stdout, stderr) => (error === null ? resolve(stdout) : reject(new Error(stderr))),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The objects of a stream of YAML documents. */
export function objectsIn(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { logLevel: 'silent' }).flatMap((document) => {
    const plain = document.toJS() as KubernetesObject | null;
    return plain === null ? [] : [plain];
  });
}
