import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.bitfinex.com/docs/rest-auth';

export default [
  contextual({
    id: 'bitfinex-api-secret',
    title: 'Bitfinex secret',
    vendor: 'bitfinex',
    severity: 'critical',
    names: ['bitfinex'],
    shape: base62(43),
    example: 'BITFINEX_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
