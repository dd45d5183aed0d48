import type { Detector } from '../src/engine/types.ts';
import { contextual, upperAlnum } from './helpers.ts';

const documentation = 'https://docs.etherscan.io/getting-started/viewing-api-usage-statistics';

export default [
  contextual({
    id: 'etherscan-api-key',
    title: 'Etherscan API key',
    vendor: 'etherscan',
    severity: 'low',
    names: ['etherscan', 'bscscan', 'polygonscan', 'arbiscan', 'ftmscan', 'snowtrace'],
    shape: upperAlnum(34),
    example: 'ETHERSCAN_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
