import type { Detector } from '../src/engine/types.ts';
import { contextual, upperAlnum } from './helpers.ts';
const documentation = 'https://developer.what3words.com/public-api/docs';

export default [
  contextual({
    id: 'what3words-api-key',
    title: 'what3words API key',
    vendor: 'what3words',
    names: ['what3words'],
    shape: upperAlnum(8),
    example: 'WHAT3WORDS_API_KEY',
    documentation,
  }),
] satisfies Detector[];
