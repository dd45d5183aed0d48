import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';

const documentation = 'https://duffel.com/docs/api/overview/making-requests';

export default [
  token({
    id: 'duffel-access-token',
    title: 'Duffel access token',
    vendor: 'duffel',
    shape: {
      ...seq('duffel_', word('live', 'test'), '_', base64url(43)),
      source: 'duffel_(?:live|test)_[0-9A-Za-z_=-]{43}',
    },
    documentation,
  }),
] satisfies Detector[];
