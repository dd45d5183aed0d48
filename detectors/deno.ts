import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.deno.com/deploy/api/rest/';

export default [
  token({
    id: 'deno-access-token',
    title: 'Deno Deploy access token',
    vendor: 'deno',
    shape: seq('dd', word('p', 'w', 'o'), '_', base62(36)),
    keywords: ['ddp_', 'ddw_', 'ddo_'],
    documentation,
  }),
] satisfies Detector[];
