import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.weaviate.io/';

export default [
  contextual({
    id: 'weaviate-api-key',
    title: 'Weaviate API key',
    vendor: 'weaviate',
    names: ['weaviate'],
    shape: base62(36, 40),
    example: 'WEAVIATE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
