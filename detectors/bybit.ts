import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://bybit-exchange.github.io/docs/v5/guide';

export default [
  contextual({
    id: 'bybit-api-secret',
    title: 'Bybit secret',
    vendor: 'bybit',
    severity: 'critical',
    names: ['bybit'],
    shape: base62(36),
    example: 'BYBIT_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
