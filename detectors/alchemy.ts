import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, seq, token } from './helpers.ts';

const documentation = 'https://www.alchemy.com/docs/how-to-create-access-tokens';

export default [
  token({
    id: 'alchemy-url',
    title: 'Alchemy URL',
    vendor: 'alchemy',
    severity: 'medium',
    shape: {
      ...seq('alchemy.com/v2/', base64url(32)),
      source: '(?:alchemy\\.com|alchemyapi\\.io)/v2/[A-Za-z0-9_-]{32}',
    },
    keywords: ['alchemy.com/v2/', 'alchemyapi.io/v2/'],
    documentation,
  }),
  contextual({
    id: 'alchemy-api-key',
    title: 'Alchemy API key',
    vendor: 'alchemy',
    severity: 'medium',
    names: ['alchemy'],
    shape: base64url(32),
    example: 'ALCHEMY_API_KEY',
    documentation,
  }),
  token({
    id: 'alchemy-scoped-key',
    title: 'Alchemy key',
    vendor: 'alchemy',
    shape: seq('alcht_', base62(30)),
    severity: 'medium',
    documentation: documentation,
  }),
] satisfies Detector[];
