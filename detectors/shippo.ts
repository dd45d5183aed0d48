import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.goshippo.com/docs/guides_general/authentication/';

export default [
  token({
    id: 'shippo-api-token',
    title: 'Shippo API token',
    vendor: 'shippo',
    shape: seq('shippo_', word('live', 'test'), '_', hex(40)),
    documentation,
  }),
] satisfies Detector[];
