import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security';

export default [
  contextual({
    id: 'binance-api-secret',
    pairs: true,
    title: 'Binance key',
    vendor: 'binance',
    severity: 'critical',
    names: ['binance'],
    shape: base62(64),
    example: 'BINANCE_API_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
