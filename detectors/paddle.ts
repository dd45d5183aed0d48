import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, lowerAlnum, seq, token, word } from './helpers.ts';

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
] satisfies Detector[];
