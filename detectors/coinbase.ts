import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.cdp.coinbase.com/get-started/docs/cdp-api-keys/';

export default [
  contextual({
    id: 'coinbase-api-secret',
    title: 'Coinbase key',
    vendor: 'coinbase',
    severity: 'critical',
    names: ['coinbase'],
    words: ['secret', 'key', 'token'],
    shape: base62(32, 64),
    example: 'COINBASE_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
