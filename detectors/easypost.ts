import type { Detector } from '../src/engine/types.ts';
import { base62, hex, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.easypost.com/docs/authentication';

export default [
  token({
    id: 'easypost-api-key',
    title: 'EasyPost API key',
    vendor: 'easypost',
    shape: seq(word('EZAK', 'EZTK'), hex(12, 20), base62(22, 42)),
    keywords: ['ezak', 'eztk'],
    documentation,
  }),
] satisfies Detector[];
