import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';
const documentation = 'https://developer.konghq.com/konnect-api/';

export default [
  token({
    id: 'kong-konnect-token',
    title: 'Kong Konnect token',
    vendor: 'kong',
    shape: seq(word('kpat', 'spat'), '_', base62(40, 60)),
    keywords: ['kpat_', 'spat_'],
    documentation,
  }),
] satisfies Detector[];
