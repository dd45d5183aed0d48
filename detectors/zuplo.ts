import type { Detector } from '../src/engine/types.ts';
import { base62, hex, seq, token } from './helpers.ts';
const documentation = 'https://zuplo.com/docs/articles/api-key-leak-detection';

export default [
  token({
    id: 'zuplo-api-key',
    title: 'Zuplo API key',
    vendor: 'zuplo',
    shape: seq('zpka_', base62(32), '_', hex(8)),
    documentation,
  }),
] satisfies Detector[];
