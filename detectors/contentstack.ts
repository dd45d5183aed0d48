import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, word } from './helpers.ts';
const documentation = 'https://www.contentstack.com/docs/developers/create-tokens/';

export default [
  contextual({
    id: 'contentstack-token',
    title: 'Contentstack token',
    vendor: 'contentstack',
    names: ['contentstack'],
    shape: seq(word('cs', 'blt'), hex(16, 48)),
    example: 'CONTENTSTACK_MANAGEMENT_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
