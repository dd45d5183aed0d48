import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, word } from './helpers.ts';

const documentation = 'https://docs.lob.com/#section/Authentication';

export default [
  contextual({
    id: 'lob-api-key',
    title: 'Lob API key',
    vendor: 'lob',
    names: ['lob'],
    shape: seq(word('live', 'test'), '_', hex(35)),
    example: 'LOB_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
