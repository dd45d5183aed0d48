import type { Store } from '../migration/index.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

/** The store that `--to` names; its SDK is loaded only now. */
export async function openStore(
  id: string,
  root: string,
  age: readonly string[],
  args: Arguments,
): Promise<Store> {
  if (id === 'sops') {
    const { createSopsStore } = await import('../../providers/sops/index.ts');
    return createSopsStore({ root, env: process.env, ...(age.length === 0 ? {} : { age }) });
  }
  if (id === 'aws') {
    const { createAwsStore } = await import('../../providers/aws-secrets-manager.ts');
    const region = args.text('region');
    return createAwsStore(region === undefined ? {} : { region });
  }
  throw new UsageError(`the store ${id} is not part of this version`, 'use --to sops or --to aws');
}

export async function closeStore(store: Store): Promise<void> {
  if ('close' in store) await store.close();
}
