import type { Detector } from '../src/engine/types.ts';
import { base64, base64url, contextual, seq, token } from './helpers.ts';

const documentation = 'https://aiven.io/docs/platform/howto/create_authentication_token';

export default [
  token({
    id: 'aiven-service-password',
    title: 'Aiven service password',
    vendor: 'aiven',
    severity: 'critical',
    shape: seq('AVNS_', base64url(19, 24)),
    documentation,
  }),
  contextual({
    id: 'aiven-token',
    title: 'Aiven token',
    vendor: 'aiven',
    severity: 'critical',
    names: ['aiven'],
    shape: { ...base64(200, 400), source: '[A-Za-z0-9+/]{180,400}={0,2}' },
    example: 'AIVEN_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
