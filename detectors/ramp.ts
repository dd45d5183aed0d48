import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://docs.ramp.com/';

export default [
  token({
    id: 'ramp-client-secret',
    title: 'Ramp client secret',
    vendor: 'ramp',
    shape: seq('ramp_sec_', base62(40, 60)),
    // The prefix stands in none of the vendor's pages.
    confidence: 'possible',
    documentation,
  }),
  token({
    id: 'ramp-client-id',
    title: 'Ramp client id',
    vendor: 'ramp',
    severity: 'low',
    shape: seq('ramp_id_', base62(40)),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
