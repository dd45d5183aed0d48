import type { GcpOptions } from '../../providers/gcp-secret-manager.ts';
import type { Config } from '../config/index.ts';
import type { PlanOptions, Store } from '../migration/index.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

/** What opening a store needs: from the flags, else from the plan, else from the configuration. */
export interface StoreSettings {
  readonly age: readonly string[];
  readonly region: string | undefined;
  readonly project: string | undefined;
  readonly location: string | undefined;
  readonly replication: readonly string[];
  readonly kmsKeys: readonly string[];
  readonly replicaRegions: readonly string[];
  readonly recoveryDays: number | undefined;
}

export function storeSettings(
  args: Arguments,
  config: Config['store'],
  plan: Partial<PlanOptions> = {},
): StoreSettings {
  const age = args.list('age');
  const listOf = (flag: string, other: readonly string[] | undefined): readonly string[] => {
    const given = args.list(flag);
    return given.length > 0 ? given : (other ?? []);
  };
  return {
    age: age.length > 0 ? age : (plan.age ?? config.age ?? []),
    region: args.text('region') ?? plan.region ?? config.region,
    project: args.text('project') ?? plan.project ?? config.project ?? process.env['GOOGLE_CLOUD_PROJECT'],
    location: args.text('location') ?? plan.location ?? config.location,
    replication: listOf('replication', plan.replication ?? config.replication),
    kmsKeys: listOf('kms-key', plan.kmsKeys ?? config.kmsKeys),
    replicaRegions: listOf('replica-region', plan.replicaRegions ?? config.replicaRegions),
    recoveryDays: recoveryDays(args.text('recovery-days')) ?? plan.recoveryDays ?? config.recoveryDays,
  };
}

function recoveryDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (Number.isInteger(days) && days >= 7 && days <= 30) return days;
  throw new UsageError('--recovery-days takes a number from 7 to 30');
}

/** What the plan keeps of them, so that `apply` opens the same store. */
export function plannedSettings(settings: StoreSettings): Partial<PlanOptions> {
  const { age, region, project, location, replication, kmsKeys, replicaRegions, recoveryDays } = settings;
  return {
    ...(age.length === 0 ? {} : { age }),
    ...(region === undefined ? {} : { region }),
    ...(project === undefined ? {} : { project }),
    ...(location === undefined ? {} : { location }),
    ...(replication.length === 0 ? {} : { replication }),
    ...(kmsKeys.length === 0 ? {} : { kmsKeys }),
    ...(replicaRegions.length === 0 ? {} : { replicaRegions }),
    ...(recoveryDays === undefined ? {} : { recoveryDays }),
  };
}

/** The settings with what only the store's own SDK can tell: the region of an AWS profile. */
export async function completeSettings(id: string, settings: StoreSettings): Promise<StoreSettings> {
  if (id !== 'aws' || settings.region !== undefined) return settings;
  const { awsRegion } = await import('../../providers/aws-secrets-manager.ts');
  const region = await awsRegion();
  if (region === undefined || region === '')
    throw new UsageError('which AWS region?', 'give --region, or set AWS_REGION or a region in the profile');
  return { ...settings, region };
}

/** The store that `--to` names; its SDK is loaded only now. */
export async function openStore(id: string, root: string, settings: StoreSettings): Promise<Store> {
  const { age, region, project, location, replication, kmsKeys, replicaRegions, recoveryDays } = settings;
  switch (id) {
    case 'sops': {
      const { createSopsStore } = await import('../../providers/sops/index.ts');
      return createSopsStore({ root, env: process.env, ...(age.length === 0 ? {} : { age }) });
    }
    case 'aws': {
      const { createAwsStore } = await import('../../providers/aws-secrets-manager.ts');
      const [kmsKeyId] = kmsKeys;
      return createAwsStore({
        ...(region === undefined ? {} : { region }),
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        ...(replicaRegions.length === 0 ? {} : { replicaRegions }),
        ...(recoveryDays === undefined ? {} : { recoveryDays }),
      });
    }
    case 'gcp': {
      if (project === undefined)
        throw new UsageError(
          'which GCP project?',
          'give --project, or set it in unleak.yaml or GOOGLE_CLOUD_PROJECT',
        );
      const { createGcpStore } = await import('../../providers/gcp-secret-manager.ts');
      return createGcpStore({
        project,
        ...(location === undefined ? {} : { location }),
        ...(kmsKeys.length === 0 ? {} : { kmsKeys }),
        ...gcpEndpoint(process.env['CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER']),
        ...(replication.length === 0
          ? {}
          : {
              replication:
                replication.length === 1 && replication[0] === 'automatic' ? 'automatic' : replication,
            }),
      });
    }
    default:
      throw new UsageError(`no store is called ${id}`, 'one of sops, aws, gcp');
  }
}

/**
 * The endpoint as gcloud is told it: `https://HOST/` of a private endpoint, or `http://127.0.0.1:PORT/` of a test's
 * server, which is asked without TLS and without credentials.
 */
function gcpEndpoint(text: string | undefined): Partial<GcpOptions> {
  if (text === undefined || text === '') return {};
  const url = URL.parse(text);
  const local = url?.protocol === 'http:' && /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (url === null || !(local || url.protocol === 'https:'))
    throw new UsageError(
      'CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER is no https:// address',
      'https://HOST/; http:// only for a server on this machine',
    );
  const endpoint = url.port === '' ? url.hostname : `${url.hostname}:${url.port}`;
  return local ? { endpoint, local } : { endpoint };
}

export async function closeStore(store: Store): Promise<void> {
  if ('close' in store) await store.close();
}
