import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';
const documentation = 'https://docs.anyscale.com/';

export default [
  token({
    id: 'anyscale-api-key',
    title: 'Anyscale API key',
    vendor: 'anyscale',
    shape: seq('esecret_', base62(24, 40)),
    documentation,
  }),
] satisfies Detector[];
