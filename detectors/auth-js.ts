import type { Detector } from '../src/engine/types.ts';
import { base64, contextual } from './helpers.ts';

const documentation = 'https://authjs.dev/getting-started/deployment';

export default [
  contextual({
    id: 'auth-js-secret',
    title: 'Auth.js secret',
    vendor: 'auth-js',
    names: ['nextauth secret', 'auth secret'],
    shape: {
      ...base64(43, 44),
      follow: '=',
      make: (r) => `${r.base64(43)}=`,
      source: '(?:[A-Za-z0-9+/]{43}=|[0-9a-f]{64})',
    },
    example: 'NEXTAUTH_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
