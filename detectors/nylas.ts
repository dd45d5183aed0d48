import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://developer.nylas.com/docs/v3/auth/';

export default [
  token({
    id: 'nylas-api-key',
    title: 'Nylas API key',
    vendor: 'nylas',
    shape: seq('nyk_', base62(30, 70)),
    documentation,
  }),
] satisfies Detector[];
