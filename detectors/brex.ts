import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://developer.brex.com/';

export default [
  token({
    id: 'brex-user-token',
    title: 'Brex user token',
    vendor: 'brex',
    severity: 'critical',
    shape: seq('bxt_', base62(32, 60)),
    documentation,
  }),
] satisfies Detector[];
