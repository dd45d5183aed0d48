import type { Detector } from '../src/engine/types.ts';
import { base64, contextual } from './helpers.ts';

const documentation = 'https://nx.dev/ci/recipes/security';

export default [
  contextual({
    id: 'nx-cloud-token',
    title: 'Nx Cloud token',
    vendor: 'nx-cloud',
    severity: 'medium',
    names: ['nx cloud'],
    shape: { ...base64(70, 90), source: '[A-Za-z0-9+/]{60,90}={0,2}' },
    example: 'NX_CLOUD_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
