import type { Detector } from '../src/engine/types.ts';
import { base64, base64url, seq, token, word } from './helpers.ts';

const documentation = 'https://fly.io/docs/security/tokens/';

export default [
  token({
    id: 'fly-access-token',
    title: 'Fly.io access token',
    vendor: 'fly',
    shape: seq('fo1_', base64url(43)),
    documentation,
  }),
  token({
    id: 'fly-macaroon',
    title: 'Fly.io macaroon',
    vendor: 'fly',
    shape: {
      ...seq('fm', word('1r', '1a', '2'), '_', base64(100, 800)),
      source: 'fm(?:1r|1a|2)_[A-Za-z0-9+/]{80,1500}={0,3}',
    },
    reach: { before: 8, after: 1700 },
    documentation,
  }),
] satisfies Detector[];
