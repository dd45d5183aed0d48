import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.ubidots.com/';

export default [
  token({
    id: 'ubidots-token',
    title: 'Ubidots token',
    vendor: 'ubidots',
    severity: 'low',
    shape: seq(word('BBFF-', 'BBUS-', 'BBAU-'), base62(30)),
    documentation,
  }),
] satisfies Detector[];
