import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://coinmarketcap.com/api/documentation/';

export default [
  contextual({
    id: 'coinmarketcap-api-key',
    title: 'CoinMarketCap API key',
    vendor: 'coinmarketcap',
    severity: 'low',
    names: ['coinmarketcap', 'cmc pro', 'cmc api'],
    shape: uuid,
    example: 'CMC_PRO_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
