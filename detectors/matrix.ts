import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://spec.matrix.org/latest/client-server-api/';

export default [
  token({
    id: 'matrix-access-token',
    title: 'Matrix access token',
    vendor: 'matrix',
    shape: {
      ...seq('syt_', base64url(4, 40), '_', base62(20), '_', base62(6)),
      source: 'syt_[0-9A-Za-z+/=_-]{4,80}_[0-9A-Za-z]{20}_[0-9A-Za-z]{6}',
    },
    documentation,
  }),
  token({
    id: 'matrix-auth-service-token',
    title: 'Matrix Authentication Service token',
    vendor: 'matrix',
    shape: seq(word('mat_', 'mct_', 'mar_'), base62(30), '_', base62(6)),
    documentation,
  }),
] satisfies Detector[];
