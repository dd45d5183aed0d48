import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';
const documentation = 'https://lichess.org/api';

export default [
  token({
    id: 'lichess-token',
    title: 'Lichess token',
    vendor: 'lichess',
    shape: seq(word('lip_', 'lio_'), base62(20, 32)),
    documentation,
  }),
] satisfies Detector[];
