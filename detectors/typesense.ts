import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://typesense.org/docs/';

export default [
  contextual({
    id: 'typesense-api-key',
    title: 'Typesense API key',
    vendor: 'typesense',
    names: ['typesense'],
    shape: base62(32, 48),
    example: 'TYPESENSE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
