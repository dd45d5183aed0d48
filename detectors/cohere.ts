import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.cohere.com/reference/about#authentication';

export default [
  contextual({
    id: 'cohere-api-key',
    title: 'Cohere API key',
    vendor: 'cohere',
    names: ['cohere', 'co api'],
    shape: base62(40),
    example: 'COHERE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
