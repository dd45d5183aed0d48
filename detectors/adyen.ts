import type { Detector } from '../src/engine/types.ts';
import { base64, contextual, seq, token, upperAlnum, upperHex, word } from './helpers.ts';

const documentation = 'https://docs.adyen.com/development-resources/api-credentials/';

export default [
  token({
    id: 'adyen-api-key',
    title: 'Adyen API key',
    vendor: 'adyen',
    severity: 'critical',
    shape: {
      ...seq('AQE', base64(100, 200)),
      source:
        'AQE[A-Za-z0-9]{4,6}[A-Za-z0-9+/]{20,250}={0,2}-[A-Za-z0-9+/=]{20,100}-[A-Za-z0-9!#$%*+=?@^_~-]{7,29}[A-Za-z0-9](?![A-Za-z0-9])',
      follow: '',
      make: (r) => `AQE${r.base62(5)}${r.base64(90)}-${r.base64(43)}=-${r.base62(16)}`,
    },
    documentation,
  }),
  contextual({
    id: 'adyen-client-key',
    title: 'Adyen key',
    vendor: 'adyen',
    names: ['adyen'],
    shape: seq(word('test', 'live'), '_', upperAlnum(32)),
    example: 'ADYEN_CLIENT_KEY',
    documentation,
  }),
  contextual({
    id: 'adyen-hmac-key',
    title: 'Adyen HMAC key',
    vendor: 'adyen',
    names: ['adyen'],
    shape: upperHex(64),
    example: 'ADYEN_HMAC_KEY',
    documentation: 'https://docs.adyen.com/development-resources/webhooks/verify-hmac-signatures/',
  }),
] satisfies Detector[];
