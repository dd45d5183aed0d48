import type { Detector } from '../src/engine/types.ts';
import { ALPHABET, base62, base64url, charset, contextual, digits, hex, seq, token } from './helpers.ts';

const documentation = 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/';

export default [
  token({
    id: 'facebook-access-token',
    title: 'Facebook access token',
    vendor: 'facebook',
    shape: seq('EAA', charset('B-Za-z', ALPHABET.lower, 1), base62(80, 260)),
    documentation,
  }),
  contextual({
    id: 'facebook-app-secret',
    title: 'Facebook app secret',
    vendor: 'facebook',
    names: ['facebook', 'fb app', 'fb secret', 'meta app', 'instagram'],
    words: ['secret', 'key', 'token'],
    shape: hex(32),
    example: 'FACEBOOK_APP_SECRET',
    documentation,
  }),
  contextual({
    id: 'facebook-app-token',
    title: 'Facebook app token',
    vendor: 'facebook',
    names: ['facebook', 'fb access', 'fb app', 'access token'],
    example: 'FACEBOOK_ACCESS_TOKEN',
    shape: { ...seq(digits(15, 16), '|', base64url(27)), prefix: '' },
    documentation,
  }),
  token({
    id: 'instagram-access-token',
    title: 'Instagram access token',
    vendor: 'facebook',
    shape: seq('IGQV', base62(80, 200)),
    documentation,
  }),
] satisfies Detector[];
