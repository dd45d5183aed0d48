import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://docs.patreon.com/';

export default [
  contextual({
    id: 'patreon-access-token',
    title: 'Patreon access token',
    vendor: 'patreon',
    names: ['patreon'],
    shape: base64url(43),
    example: 'PATREON_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
