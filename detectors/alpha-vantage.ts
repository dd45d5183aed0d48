import type { Detector } from '../src/engine/types.ts';
import { contextual, upperAlnum } from './helpers.ts';

const documentation = 'https://www.alphavantage.co/documentation/';

export default [
  contextual({
    id: 'alpha-vantage-key',
    title: 'Alpha Vantage key',
    vendor: 'alpha-vantage',
    severity: 'low',
    names: ['alphavantage', 'alpha vantage'],
    shape: upperAlnum(16),
    example: 'ALPHAVANTAGE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
