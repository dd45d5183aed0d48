import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://kraken.io/docs/authentication';

export default [
  contextual({
    id: 'kraken-io-secret',
    title: 'Kraken.io API secret',
    vendor: 'kraken-io',
    names: ['kraken io', 'krakenio'],
    shape: hex(40),
    example: 'KRAKEN_IO_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
