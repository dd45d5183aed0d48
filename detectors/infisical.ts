import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://infisical.com/docs/documentation/platform/token';

export default [
  token({
    id: 'infisical-service-token',
    title: 'Infisical service token',
    vendor: 'infisical',
    severity: 'critical',
    shape: seq('st.', hex(24), '.', hex(32), '.', hex(32)),
    documentation,
  }),
  contextual({
    id: 'infisical-client-secret',
    title: 'Infisical client secret',
    vendor: 'infisical',
    severity: 'critical',
    names: ['infisical'],
    shape: hex(64),
    example: 'INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
