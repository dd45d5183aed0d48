import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://www.pexels.com/api/documentation/';

export default [
  contextual({
    id: 'pexels-api-key',
    title: 'Pexels API key',
    vendor: 'pexels',
    names: ['pexels'],
    shape: base62(56),
    example: 'PEXELS_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
