import { join } from 'node:path';
import { createSopsStore, type SopsStore } from '../../providers/sops/index.ts';

/** The real store, with its identities below `home`. */
export function openSops(root: string, home: string): SopsStore {
  return createSopsStore({ root, env: { HOME: home, XDG_CONFIG_HOME: join(home, 'config') } });
}
