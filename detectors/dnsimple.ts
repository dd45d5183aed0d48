import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://developer.dnsimple.com/v2/';

export default [
  token({
    id: 'dnsimple-token',
    title: 'DNSimple token',
    vendor: 'dnsimple',
    shape: seq('dnsimple_', word('a', 'u'), '_', base62(32)),
    keywords: ['dnsimple_'],
    documentation,
  }),
] satisfies Detector[];
