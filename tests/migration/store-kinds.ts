import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallLimits } from '../../providers/remote.ts';
import { reveal } from '../../src/engine/index.ts';
import type { PlanOptions, Store } from '../../src/migration/index.ts';
import { startAwsProxy, type Running } from '../services/aws.ts';
import type { Fault } from '../services/faults.ts';
import { startGcp } from '../services/gcp/server.ts';
import { openStoreAt, region } from './open-store.ts';
import type { Shop } from './shop.ts';
import { openSops } from './sops-store.ts';

/** A kind of store, fresh for every run. */
export interface Kind {
  readonly options: Partial<PlanOptions>;
  /** For a child process; see {@link openStoreAt}. */
  readonly where: string;
  readonly store: Store | ((root: string, home: string) => Store);
  /** What the store holds now, without what differs by chance. */
  readonly held: (here: Shop) => Promise<unknown>;
  /** Puts another value under the name of the first secret, before the plan. */
  readonly occupy?: () => Promise<void>;
  /** Somebody else gives a secret another value. */
  readonly renew?: (name: string, value: string) => Promise<void>;
  readonly fault?: (...faults: readonly Fault[]) => void;
  /** No more faults, and nobody is called any more. */
  readonly calm?: () => void;
  /** Called at every call to the store, before or after it was carried out. */
  readonly watch?: (when: 'before' | 'after', call: () => void) => void;
  /** Takes the run's own names out of a text. */
  readonly settle?: (text: string) => string;
  readonly stop: () => Promise<void>;
}

export const awsEnvironment = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
  METADATA_SERVER_DETECTION: 'none',
};
export const theirs = 'what was there before';

export const sopsKind: Kind = {
  options: { decryptedBy: 'manual' },
  where: 'sops',
  store: openSops,
  held: async (here) => {
    const path = join(here.root, 'deploy/api-secrets.yaml');
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(readFileSync(path));
    } catch {
      return undefined;
    }
    const leaves = await openSops(here.root, here.dir).decrypt({ path, bytes, format: 'yaml' });
    return leaves.map(({ value }) => Buffer.from(reveal(value)).toString());
  },
  stop: () => Promise.resolve(),
};

const names = ['db', 'api-secrets', 'worker-secrets'];
let runs = 0;

/** moto behind the proxy; all runs share one moto, each with names of its own. */
export async function awsKind(moto: Running, limits?: CallLimits): Promise<Kind> {
  const proxy = await startAwsProxy(moto.port);
  const prefix = `run${process.pid}x${++runs}`;
  const where = `aws=${proxy.url}`;
  const store = await openStoreAt(where, '', '', limits);
  const other = new SecretsManagerClient({ endpoint: `http://127.0.0.1:${moto.port}`, region });
  const one = async (name: string): Promise<unknown> => {
    const SecretId = `${prefix}/prod/${name}`;
    const found = await other.send(new DescribeSecretCommand({ SecretId })).catch(() => undefined);
    if (found === undefined || found.DeletedDate !== undefined) return undefined;
    const [versions, current] = await Promise.all([
      other.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true })),
      other.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' })),
    ]);
    const stages = versions.Versions?.map((version) => version.VersionStages?.toSorted().join('+') ?? '');
    return { value: current.SecretString, stages: stages?.toSorted() };
  };
  return {
    options: { nameTemplate: `${prefix}/{namespace}/{object}`, region },
    where,
    store,
    held: async () =>
      Object.fromEntries(await Promise.all(names.map(async (name) => [name, await one(name)]))),
    occupy: async () => {
      await other.send(new CreateSecretCommand({ Name: `${prefix}/prod/db`, SecretString: theirs }));
    },
    renew: async (name, value) => {
      await other.send(
        new PutSecretValueCommand({ SecretId: `${prefix}/prod/${name}`, SecretString: value }),
      );
    },
    fault: (...faults) => proxy.faults.add(...faults),
    calm: () => {
      proxy.faults.clear();
      proxy.before = () => Promise.resolve();
      proxy.after = () => undefined;
    },
    watch: (when, call) => {
      if (when === 'after') proxy.after = call;
      else proxy.before = () => Promise.resolve(call());
    },
    settle: (text) => text.replaceAll(prefix, 'PREFIX'),
    stop: async () => {
      if ('close' in store) await store.close();
      other.destroy();
      await proxy.stop();
    },
  };
}

/** Our Secret Manager, over gRPC. */
export async function gcpKind(limits?: CallLimits): Promise<Kind> {
  const server = await startGcp();
  const where = `gcp=127.0.0.1:${server.grpcPort}`;
  const store = await openStoreAt(where, '', '', limits);
  const idOf = (name: string): string => `projects/p/secrets/shop-prod-${name}`;
  const one = (name: string): unknown => {
    const versions = server.state.versionsOf(idOf(name));
    // A secret without a version would be litter, too.
    if (versions.length === 0) return server.state.has(idOf(name)) ? 'empty' : undefined;
    const { payload } = server.state.handle('AccessSecretVersion', { name: `${idOf(name)}/versions/latest` });
    const { data } = payload as { data: Buffer };
    return { latest: data.toString(), states: versions.map((version) => version.state) };
  };
  const renew = (name: string, value: string): Promise<void> => {
    server.state.handle('AddSecretVersion', { parent: idOf(name), payload: { data: Buffer.from(value) } });
    return Promise.resolve();
  };
  return {
    options: { nameTemplate: 'shop-prod-{object}', project: 'p' },
    where,
    store,
    held: () => Promise.resolve(Object.fromEntries(names.map((name) => [name, one(name)]))),
    occupy: () => {
      const secret = { replication: { automatic: {} } };
      server.state.handle('CreateSecret', { parent: 'projects/p', secretId: 'shop-prod-db', secret });
      return renew('db', theirs);
    },
    renew,
    fault: (...faults) => server.faults.add(...faults),
    calm: () => {
      server.faults.clear();
      server.before = () => undefined;
      server.after = () => undefined;
    },
    watch: (when, call) => {
      server[when] = call;
    },
    stop: async () => {
      if ('close' in store) await store.close();
      await server.stop();
    },
  };
}
