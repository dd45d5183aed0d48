import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://min-api.cryptocompare.com/documentation';

export default [
  contextual({
    id: 'cryptocompare-api-key',
    title: 'CryptoCompare API key',
    vendor: 'cryptocompare',
    names: ['cryptocompare', 'crypto compare'],
    shape: hex(64),
    example: 'CRYPTOCOMPARE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
