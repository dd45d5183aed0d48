import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://docs.ipdata.co/';

export default [
  contextual({
    id: 'ipdata-api-key',
    title: 'ipdata API key',
    vendor: 'ipdata',
    names: ['ipdata'],
    shape: hex(56),
    example: 'IPDATA_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
