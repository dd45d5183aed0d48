import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, oneOf, seq, word } from './helpers.ts';

const documentation = 'https://docs.lob.com/#section/Authentication';

export default [
  contextual({
    id: 'lob-api-key',
    title: 'Lob API key',
    vendor: 'lob',
    names: ['lob'],
    shape: oneOf(seq(word('live', 'test'), '_pub_', hex(31)), seq(word('live', 'test'), '_', hex(35))),
    example: 'LOB_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
