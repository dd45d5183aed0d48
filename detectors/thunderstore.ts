import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://thunderstore.io/';

export default [
  token({
    id: 'thunderstore-token',
    title: 'Thunderstore token',
    vendor: 'thunderstore',
    shape: seq('tss_', base62(32, 60)),
    documentation,
  }),
] satisfies Detector[];
