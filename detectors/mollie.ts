import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token } from './helpers.ts';

const documentation = 'https://docs.mollie.com/docs/authentication';

export default [
  token({
    id: 'mollie-api-key',
    title: 'Mollie API key',
    vendor: 'mollie',
    severity: 'critical',
    shape: seq('live_', base62(30)),
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'mollie-access-token',
    title: 'Mollie access token',
    vendor: 'mollie',
    severity: 'critical',
    shape: seq('access_', base62(40)),
    documentation,
  }),
  contextual({
    id: 'mollie-test-key',
    title: 'Mollie test key',
    vendor: 'mollie',
    names: ['mollie'],
    shape: seq('test_', base62(30)),
    example: 'MOLLIE_API_KEY',
    severity: 'medium',
    confidence: 'likely',
    documentation: documentation,
  }),
] satisfies Detector[];
