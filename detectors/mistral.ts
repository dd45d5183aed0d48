import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.mistral.ai/api/';

export default [
  contextual({
    id: 'mistral-api-key',
    title: 'Mistral API key',
    vendor: 'mistral',
    names: ['mistral'],
    shape: base62(32),
    example: 'MISTRAL_API_KEY',
    documentation,
  }),
] satisfies Detector[];
