import type { Detector } from '../src/engine/types.ts';
import {
  ALPHABET,
  base62,
  base64url,
  charset,
  contextual,
  digits,
  hex,
  seq,
  token,
  word,
} from './helpers.ts';

const documentation = 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/';

export default [
  token({
    id: 'facebook-access-token',
    title: 'Facebook access token',
    vendor: 'facebook',
    shape: seq('EAA', charset('B-Za-z', ALPHABET.lower, 1), base62(80, 400)),
    reach: { before: 8, after: 500 },
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
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'instagram-access-token',
    title: 'Instagram access token',
    vendor: 'facebook',
    shape: seq(word('IGQV', 'IGQW', 'IGAA'), base64url(80, 400)),
    reach: { before: 8, after: 500 },
    documentation,
  }),
  token({
    id: 'threads-access-token',
    title: 'Threads access token',
    vendor: 'facebook',
    shape: seq('THAA', base64url(80, 400)),
    documentation: 'https://developers.facebook.com/docs/threads/get-started',
  }),
  contextual({
    id: 'facebook-client-token',
    title: 'Facebook client token',
    vendor: 'facebook',
    severity: 'low',
    names: ['facebook client', 'fb client', 'facebookclienttoken'],
    shape: hex(32),
    example: 'FACEBOOK_CLIENT_TOKEN',
    documentation: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/',
  }),
] satisfies Detector[];
