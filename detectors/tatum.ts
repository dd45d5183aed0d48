import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, oneOf, seq, uuid } from './helpers.ts';
const documentation = 'https://docs.tatum.io/';

export default [
  contextual({
    id: 'tatum-api-key',
    title: 'Tatum API key',
    vendor: 'tatum',
    names: ['tatum'],
    shape: oneOf(seq('t-', hex(24), '-', hex(24)), uuid),
    example: 'TATUM_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
