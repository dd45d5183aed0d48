import type { Config } from '../config/index.ts';
import type { PlanOptions, Store } from '../migration/index.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

/** What opening a store needs: from the flags, else from the plan, else from the configuration. */
export interface StoreSettings {
  readonly age: readonly string[];
  readonly region: string | undefined;
  readonly project: string | undefined;
  readonly replication: readonly string[];
}

export function storeSettings(
  args: Arguments,
  config: Config['store'],
  plan: Partial<PlanOptions> = {},
): StoreSettings {
  const age = args.list('age');
  return {
    age: age.length > 0 ? age : (plan.age ?? config.age ?? []),
    region: args.text('region') ?? plan.region ?? config.region,
    project: args.text('project') ?? plan.project ?? config.project ?? process.env['GOOGLE_CLOUD_PROJECT'],
    replication: args.list('replication'),
  };
}

/** The store that `--to` names; its SDK is loaded only now. */
export async function openStore(id: string, root: string, settings: StoreSettings): Promise<Store> {
  const { age, region, project, replication } = settings;
  switch (id) {
    case 'sops': {
      const { createSopsStore } = await import('../../providers/sops/index.ts');
      return createSopsStore({ root, env: process.env, ...(age.length === 0 ? {} : { age }) });
    }
    case 'aws':
    case 'aws-secrets-manager': {
      const { createAwsStore } = await import('../../providers/aws-secrets-manager.ts');
      return createAwsStore(region === undefined ? {} : { region });
    }
    case 'gcp':
    case 'gcp-secret-manager': {
      if (project === undefined)
        throw new UsageError(
          'which GCP project?',
          'give --project, or set it in unleak.yaml or GOOGLE_CLOUD_PROJECT',
        );
      const { createGcpStore } = await import('../../providers/gcp-secret-manager.ts');
      return createGcpStore({
        project,
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

export async function closeStore(store: Store): Promise<void> {
  if ('close' in store) await store.close();
}
