import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token } from './helpers.ts';

const documentation = 'https://docs.fauna.com/';

export default [
  token({
    id: 'fauna-secret',
    title: 'Fauna secret',
    vendor: 'fauna',
    shape: seq('fnA', base64url(37)),
    documentation,
  }),
] satisfies Detector[];
