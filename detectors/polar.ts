import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';
const documentation = 'https://polar.sh/docs/integrate/authentication';

export default [
  token({
    id: 'polar-access-token',
    title: 'Polar access token',
    vendor: 'polar',
    shape: seq(
      'polar_',
      word('pat', 'oat', 'at_u', 'at_o', 'rt_u', 'rt_o', 'cs', 'ac', 'cst', 'us', 'whs'),
      '_',
      base62(30, 60),
    ),
    keywords: ['polar_'],
    documentation,
  }),
] satisfies Detector[];
