import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.easypost.com/docs/authentication';

export default [
  token({
    id: 'easypost-api-key',
    title: 'EasyPost API key',
    vendor: 'easypost',
    shape: seq(word('EZAK', 'EZTK'), base62(54)),
    documentation,
  }),
] satisfies Detector[];
