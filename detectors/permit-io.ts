import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.permit.io/';

export default [
  token({
    id: 'permit-io-key',
    title: 'Permit.io key',
    vendor: 'permit-io',
    shape: seq('permit_key_', base62(60, 120)),
    documentation,
  }),
] satisfies Detector[];
