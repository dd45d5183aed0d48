import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, hex, lowerAlnum, seq, token, word } from './helpers.ts';

const documentation = 'https://developer.paddle.com/api-reference/about/authentication';

export default [
  token({
    id: 'paddle-api-key',
    title: 'Paddle API key',
    vendor: 'paddle',
    severity: 'critical',
    shape: seq('pdl_', word('live', 'sdbx'), '_apikey_', lowerAlnum(26), '_', base62(22), '_', base62(3)),
    documentation,
  }),
  token({
    id: 'paddle-webhook-secret',
    title: 'Paddle webhook secret',
    vendor: 'paddle',
    shape: seq('pdl_ntfset_', lowerAlnum(26), '_', base64url(32)),
    documentation,
  }),
  contextual({
    id: 'paddle-vendor-auth-code',
    title: 'Paddle Classic auth code',
    vendor: 'paddle',
    names: ['paddle', 'vendor auth code'],
    shape: hex(50),
    example: 'PADDLE_VENDOR_AUTH_CODE',
    severity: 'critical',
    confidence: 'likely',
    documentation: 'https://developer.paddle.com/classic/api-reference/',
  }),
] satisfies Detector[];
