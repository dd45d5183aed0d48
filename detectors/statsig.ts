import type { Detector } from '../src/engine/types.ts';
import { contextual, base62, seq, word } from './helpers.ts';

const documentation = 'https://docs.statsig.com/sdk-keys/api-keys';

export default [
  contextual({
    id: 'statsig-secret',
    title: 'Statsig key',
    vendor: 'statsig',
    names: ['statsig'],
    example: 'STATSIG_SERVER_KEY',
    shape: seq(word('secret', 'console'), '-', base62(40, 50)),
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
