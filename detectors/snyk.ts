import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq, token, uuid, word } from './helpers.ts';

const documentation = 'https://docs.snyk.io/snyk-api/authentication-for-api';

export default [
  contextual({
    id: 'snyk-token',
    title: 'Snyk token',
    vendor: 'snyk',
    names: ['snyk'],
    shape: uuid,
    example: 'SNYK_TOKEN',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'snyk-personal-access-token',
    title: 'Snyk personal access token',
    vendor: 'snyk',
    shape: {
      ...seq('snyk_', word('uat', 'sat', 'oat'), '.', hex(8), '.', base64url(60, 600)),
      source: 'snyk_(?:uat|sat|oat)\\.[0-9a-f]{8}\\.[A-Za-z0-9_.-]{60,1200}',
      follow: '0-9A-Za-z_-',
    },
    documentation,
  }),
] satisfies Detector[];
