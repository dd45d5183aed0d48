import type { Detector } from '../src/engine/types.ts';
import { base64, contextual } from './helpers.ts';

const documentation = 'https://docs.mux.com/core/make-api-requests';

export default [
  contextual({
    id: 'mux-token-secret',
    title: 'Mux token secret',
    vendor: 'mux',
    names: ['mux'],
    shape: { ...base64(75), source: '[A-Za-z0-9+/]{75}', make: (r) => r.base64(75) },
    example: 'MUX_TOKEN_SECRET',
    documentation,
  }),
] satisfies Detector[];
