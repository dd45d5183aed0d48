import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://twelvedata.com/docs';

export default [
  contextual({
    id: 'twelve-data-api-key',
    title: 'Twelve Data API key',
    vendor: 'twelve-data',
    names: ['twelvedata', 'twelve data'],
    shape: hex(32),
    example: 'TWELVEDATA_API_KEY',
    documentation,
  }),
] satisfies Detector[];
