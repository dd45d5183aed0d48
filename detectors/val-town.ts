import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.val.town/api/authentication/';

export default [
  token({
    id: 'val-town-token',
    title: 'Val Town token',
    vendor: 'val-town',
    shape: seq('vtwn_', base62(16, 48)),
    documentation,
  }),
] satisfies Detector[];
