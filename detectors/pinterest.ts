import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation =
  'https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/';

export default [
  token({
    id: 'pinterest-access-token',
    title: 'Pinterest access token',
    vendor: 'pinterest',
    shape: seq(word('pina_', 'pinr.'), base64url(60, 160)),
    documentation,
  }),
] satisfies Detector[];
