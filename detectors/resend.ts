import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, seq, token } from './helpers.ts';

const documentation = 'https://resend.com/docs/dashboard/api-keys/introduction';

export default [
  token({
    id: 'resend-api-key',
    title: 'Resend API key',
    vendor: 'resend',
    shape: seq('re_', base62(8), '_', base62(22, 28)),
    documentation,
  }),
  contextual({
    id: 'resend-key',
    title: 'Resend key',
    vendor: 'resend',
    names: ['resend'],
    shape: seq('re_', base64url(28, 40)),
    example: 'RESEND_API_KEY',
    confidence: 'likely',
    documentation: documentation,
  }),
] satisfies Detector[];
