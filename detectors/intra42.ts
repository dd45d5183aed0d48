import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';
const documentation = 'https://api.intra.42.fr/apidoc/guides/getting_started';

export default [
  token({
    id: 'intra42-client-secret',
    title: '42 Intra client secret',
    vendor: 'intra42',
    shape: seq(word('s-s4t2ud-', 's-s4t2af-'), hex(64)),
    documentation,
  }),
] satisfies Detector[];
