import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, digits, seq, token } from './helpers.ts';

const documentation = 'https://learn.microsoft.com/linkedin/shared/authentication/authentication';

export default [
  contextual({
    id: 'linkedin-client-secret',
    title: 'LinkedIn client secret',
    vendor: 'linkedin',
    names: ['linkedin', 'linked in'],
    words: ['secret', 'key', 'pass', 'token'],
    shape: base62(16),
    example: 'LINKEDIN_CLIENT_SECRET',
    documentation,
  }),
  token({
    id: 'linkedin-application-secret',
    title: 'LinkedIn application secret',
    vendor: 'linkedin',
    shape: {
      ...seq('WPL_AP', digits(1), '.', base62(16)),
      source: 'WPL_AP[01]\\.[A-Za-z0-9]{16}\\.[A-Za-z0-9+/]{6,8}={0,2}',
      make: (r) => `WPL_AP1.${r.base62(16)}.${r.base64(6)}==`,
      follow: '0-9A-Za-z',
    },
    documentation,
  }),
  contextual({
    id: 'linkedin-access-token',
    title: 'LinkedIn access token',
    vendor: 'linkedin',
    names: ['linkedin', 'linked in'],
    shape: seq('AQ', base64url(160, 500)),
    example: 'LINKEDIN_ACCESS_TOKEN',
    reach: { before: 64, after: 700 },
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
