import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://xata.io/docs/getting-started/authentication';

export default [
  token({
    id: 'xata-api-key',
    title: 'Xata API key',
    vendor: 'xata',
    shape: seq('xau_', base62(32, 40)),
    documentation,
  }),
] satisfies Detector[];
