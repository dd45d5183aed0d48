import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';

const documentation = 'https://developers.etsy.com/documentation/';

export default [
  contextual({
    id: 'etsy-api-key',
    title: 'Etsy key',
    vendor: 'etsy',
    severity: 'medium',
    names: ['etsy'],
    shape: lowerAlnum(24),
    example: 'ETSY_API_KEY',
    documentation,
  }),
] satisfies Detector[];
