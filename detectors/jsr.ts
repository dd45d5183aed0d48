import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://jsr.io/docs/api';

export default [
  token({
    id: 'jsr-token',
    title: 'JSR token',
    vendor: 'jsr',
    shape: seq('jsr', word('d', 'u', 'p'), '_', base62(32, 60)),
    documentation,
  }),
] satisfies Detector[];
