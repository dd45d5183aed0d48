import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://otx.alienvault.com/api';

export default [
  contextual({
    id: 'alienvault-otx-key',
    title: 'AlienVault OTX key',
    vendor: 'alienvault',
    names: ['alienvault', 'otx'],
    shape: hex(64),
    example: 'OTX_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
