import type { Detector } from '../src/engine/types.ts';
import { base64, contextual } from './helpers.ts';

const documentation = 'https://docs.kraken.com/api/docs/guides/spot-rest-auth/';

export default [
  contextual({
    id: 'kraken-private-key',
    title: 'Kraken private key',
    vendor: 'kraken',
    severity: 'critical',
    names: ['kraken'],
    shape: { ...base64(86), follow: '=', make: (r) => `${r.base64(86)}==`, source: '[A-Za-z0-9+/]{86}==' },
    example: 'KRAKEN_PRIVATE_KEY',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'kraken-api-key',
    title: 'Kraken API key',
    vendor: 'kraken',
    names: ['kraken'],
    shape: base64(56),
    example: 'KRAKEN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
