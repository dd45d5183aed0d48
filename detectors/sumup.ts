import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://developer.sumup.com/tools/authorization/api-keys/';

export default [
  token({
    id: 'sumup-api-key',
    title: 'SumUp API key',
    vendor: 'sumup',
    shape: seq('sup_sk_', base62(24, 48)),
    documentation,
  }),
] satisfies Detector[];
