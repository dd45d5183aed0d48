import type { CallLimits } from '../../providers/remote.ts';
import type { Store } from '../../src/migration/index.ts';

const usual = { timeout: 3000, attempts: 4, backoff: 5 };
export const region = 'eu-west-1';

/** Opens the store of a run, in this process or in a child, which loads nothing that it does not need. */
export async function openStoreAt(
  where: string,
  root: string,
  home: string,
  limits: CallLimits = usual,
): Promise<Store> {
  const [kind, place = ''] = where.split('=');
  switch (kind) {
    case 'aws': {
      const { createAwsStore } = await import('../../providers/aws-secrets-manager.ts');
      return createAwsStore({ endpoint: place, region, limits });
    }
    case 'gcp': {
      const { credentials } = await import('@grpc/grpc-js');
      const { createGcpStore } = await import('../../providers/gcp-secret-manager.ts');
      return createGcpStore({
        project: 'p',
        replication: 'automatic',
        endpoint: place,
        client: { projectId: 'p', sslCreds: credentials.createInsecure() },
        limits,
      });
    }
    default: {
      const { openSops } = await import('./sops-store.ts');
      return openSops(root, home);
    }
  }
}
