import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://developers.dropbox.com/oauth-guide';

export default [
  token({
    id: 'dropbox-short-lived-token',
    title: 'Dropbox access token',
    vendor: 'dropbox',
    severity: 'medium',
    shape: { ...seq('sl.', base64url(130, 1200)), source: 'sl\\.(?:u\\.)?[0-9A-Za-z_-]{100,1300}={0,2}' },
    reach: { before: 8, after: 1400 },
    documentation,
  }),
  contextual({
    id: 'dropbox-long-lived-token',
    title: 'Dropbox access token (long-lived)',
    vendor: 'dropbox',
    names: ['dropbox'],
    shape: {
      ...base64url(64),
      source: '(?:[A-Za-z0-9_-]{11}AAAAAAAAA[A-Za-z0-9_-]{43,44}|[A-Za-z0-9_-]{64})',
      make: (r) => `${r.base62(11)}AAAAAAAAA${r.base62(44)}`,
    },
    example: 'DROPBOX_ACCESS_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'dropbox-app-secret',
    title: 'Dropbox app secret',
    vendor: 'dropbox',
    names: ['dropbox'],
    words: ['secret', 'key'],
    shape: lowerAlnum(15),
    example: 'DROPBOX_APP_SECRET',
    documentation,
  }),
] satisfies Detector[];
