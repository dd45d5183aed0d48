import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, seq } from './helpers.ts';
const documentation = 'https://api-docs.omnisend.com/';

export default [
  contextual({
    id: 'omnisend-api-key',
    title: 'Omnisend API key',
    vendor: 'omnisend',
    names: ['omnisend'],
    shape: seq(hex(24), '-', base62(30, 60)),
    example: 'OMNISEND_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
