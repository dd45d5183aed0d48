import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://tailscale.com/kb/1085/auth-keys';

export default [
  token({
    id: 'tailscale-key',
    title: 'Tailscale key',
    vendor: 'tailscale',
    shape: seq(
      'tskey-',
      word('auth', 'api', 'client', 'scim', 'webhook'),
      '-',
      base62(10, 24),
      '-',
      base62(20, 48),
    ),
    documentation,
  }),
] satisfies Detector[];
