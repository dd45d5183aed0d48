import type { Detector } from '../src/engine/types.ts';
import { contextual, seq, upperHex, word } from './helpers.ts';
const documentation = 'https://magic.link/docs/';

export default [
  contextual({
    id: 'magic-secret-key',
    title: 'Magic secret key',
    vendor: 'magic',
    names: ['magic'],
    shape: seq('sk_', word('live', 'test'), '_', upperHex(16)),
    example: 'MAGIC_SECRET_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
