import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ExecutionContext } from 'ava';
import { parse, stringify } from 'yaml';
import { createAwsStore } from '../../providers/aws-secrets-manager.ts';
import { createGcpStore } from '../../providers/gcp-secret-manager.ts';
import type { Plan, Store } from '../../src/migration/index.ts';
import { startAwsProxy, startMoto } from '../services/aws.ts';
import { startGcp } from '../services/gcp/server.ts';
import { need } from '../services/parts.ts';
import { openSops } from './sops-store.ts';

export type StoreKind = 'sops' | 'aws' | 'gcp';

export interface OpenStore {
  readonly store: Store;
  /** Where a client of somebody else finds it: AWS by URL, GCP by the port of gRPC. */
  readonly url?: string;
  readonly grpcPort?: number;
  /** What the store holds for a plan. */
  held(plan: Plan): Promise<ReadonlyMap<string, Buffer>>;
  /** Decrypts, in a copy of the tree, what the plan encrypted; KSOPS generators become resources. */
  reveal(plan: Plan, copy: string): void;
}

/** A store as users have it: the real provider against moto, the Secret Manager of the tests, or SOPS. */
export async function openStore(
  t: ExecutionContext,
  kind: StoreKind,
  root: string,
  home: string,
): Promise<OpenStore | undefined> {
  const nothing = (): void => undefined;
  if (kind === 'gcp') {
    const server = await startGcp();
    const store = createGcpStore({
      project: 'p',
      replication: 'automatic',
      endpoint: `127.0.0.1:${server.grpcPort}`,
      client: { projectId: 'p', sslCreds: credentials.createInsecure() },
    });
    t.teardown(async () => {
      await store.close();
      await server.stop();
    });
    return {
      store,
      grpcPort: server.grpcPort,
      reveal: nothing,
      held: (plan) =>
        Promise.resolve(
          new Map(
            plan.entries.map(({ name }) => {
              const answer = server.state.handle('AccessSecretVersion', {
                name: `projects/p/secrets/${name}/versions/latest`,
              });
              return [name, Buffer.from((answer['payload'] as { data: Uint8Array }).data)];
            }),
          ),
        ),
    };
  }
  if (kind === 'aws') {
    const program = need(t, 'moto_server');
    if (program === undefined) return undefined;
    process.env['AWS_ACCESS_KEY_ID'] = 'test';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
    const moto = await startMoto(program);
    const proxy = await startAwsProxy(moto.port);
    const store = createAwsStore({ endpoint: proxy.url, region: 'eu-west-1' });
    const client = new SecretsManagerClient({ endpoint: proxy.url, region: 'eu-west-1' });
    t.teardown(async () => {
      client.destroy();
      await store.close();
      await proxy.stop();
      await moto.stop();
    });
    return {
      store,
      url: proxy.url,
      reveal: nothing,
      async held(plan) {
        const held = new Map<string, Buffer>();
        for (const { name } of plan.entries) {
          const { SecretString, SecretBinary } = await client.send(
            new GetSecretValueCommand({ SecretId: name }),
          );
          held.set(
            name,
            SecretString === undefined ? Buffer.from(SecretBinary ?? []) : Buffer.from(SecretString),
          );
        }
        return held;
      },
    };
  }
  const sops = need(t, 'sops');
  if (sops === undefined) return undefined;
  return {
    store: openSops(root, home),
    held: () => Promise.resolve(new Map()),
    reveal(plan, copy) {
      const env = { ...process.env, SOPS_AGE_KEY_FILE: join(home, 'config/sops/age/keys.txt') };
      for (const { path, encryption } of plan.files)
        if (encryption !== undefined)
          execFileSync(sops, ['decrypt', '-i', join(copy, path)], { env, stdio: 'ignore' });
      for (const { path } of plan.files) if (/kustomization\.ya?ml$/.test(path)) unplug(join(copy, path));
    },
  };
}

/** Without KSOPS itself: the files of its generator, decrypted above, are loaded as resources. */
function unplug(path: string): void {
  const kustomization = parse(readFileSync(path, 'utf8')) as { generators?: string[]; resources?: string[] };
  const generators = (kustomization.generators ?? []).filter((one) => one.endsWith('secret-generator.yaml'));
  if (generators.length === 0) return;
  for (const one of generators) {
    const { files } = parse(readFileSync(join(path, '..', one), 'utf8')) as { files: string[] };
    kustomization.resources = [...(kustomization.resources ?? []), ...files];
  }
  delete kustomization.generators;
  writeFileSync(path, stringify(kustomization));
}
