import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.mercury.com/docs/getting-started';

export default [
  token({
    id: 'mercury-token',
    title: 'Mercury API token',
    vendor: 'mercury',
    severity: 'critical',
    shape: {
      ...seq(
        'secret-token:mercury_',
        word('production', 'sandbox'),
        '_',
        base62(10, 20),
        '_',
        word('yrucrem'),
      ),
      follow: '0-9A-Za-z',
    },
    documentation,
  }),
] satisfies Detector[];
