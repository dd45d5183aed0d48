import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://bittrex.github.io/api/v3';

export default [
  contextual({
    id: 'bittrex-secret-key',
    title: 'Bittrex key',
    vendor: 'bittrex',
    names: ['bittrex'],
    shape: oneOf(hex(32), base62(32)),
    example: 'BITTREX_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
