import type { Detector } from '../src/engine/types.ts';
import { base62, base64, base64url, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://docs.cdp.coinbase.com/get-started/docs/cdp-api-keys/';

export default [
  contextual({
    id: 'coinbase-api-secret',
    title: 'Coinbase key',
    vendor: 'coinbase',
    severity: 'critical',
    names: ['coinbase', 'cb access'],
    words: ['secret', 'key', 'token'],
    shape: oneOf(
      { ...base64(86), source: '[A-Za-z0-9+/]{86}==', follow: '=', make: (r) => `${r.base64(86)}==` },
      hex(64),
      base64url(64),
      base62(16, 64),
    ),
    example: 'COINBASE_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
