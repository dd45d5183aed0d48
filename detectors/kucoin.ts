import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, uuid } from './helpers.ts';

const documentation =
  'https://www.kucoin.com/docs/basic-info/connection-method/authentication/creating-a-request';

export default [
  contextual({
    id: 'kucoin-api-secret',
    title: 'KuCoin secret',
    vendor: 'kucoin',
    severity: 'critical',
    names: ['kucoin'],
    shape: uuid,
    example: 'KUCOIN_API_SECRET',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'kucoin-api-key',
    title: 'KuCoin API key',
    vendor: 'kucoin',
    names: ['kucoin'],
    shape: hex(24),
    example: 'KUCOIN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
