import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://www.infracost.io/docs/';

export default [
  token({
    id: 'infracost-api-key',
    title: 'Infracost API key',
    vendor: 'infracost',
    shape: seq('ico-', base62(32)),
    documentation,
  }),
] satisfies Detector[];
