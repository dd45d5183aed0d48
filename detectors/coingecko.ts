import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.coingecko.com/reference/authentication';

export default [
  token({
    id: 'coingecko-api-key',
    title: 'CoinGecko API key',
    vendor: 'coingecko',
    shape: seq('CG-', base62(24)),
    documentation,
  }),
] satisfies Detector[];
