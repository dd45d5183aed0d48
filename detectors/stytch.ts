import type { Detector } from '../src/engine/types.ts';
import { base64, seq, token, word } from './helpers.ts';

const documentation = 'https://stytch.com/docs/api';

export default [
  token({
    id: 'stytch-secret',
    title: 'Stytch secret',
    vendor: 'stytch',
    shape: {
      ...seq('secret-', word('live', 'test'), '-', base64(35)),
      source: 'secret-(?:live|test)-[A-Za-z0-9_-]{35}=',
      make: (r) => `secret-live-${r.base62(35)}=`,
      follow: '',
    },
    documentation,
  }),
] satisfies Detector[];
