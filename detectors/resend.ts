import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://resend.com/docs/dashboard/api-keys/introduction';

export default [
  token({
    id: 'resend-api-key',
    title: 'Resend API key',
    vendor: 'resend',
    shape: seq('re_', base62(8), '_', base62(22, 28)),
    documentation,
  }),
] satisfies Detector[];
