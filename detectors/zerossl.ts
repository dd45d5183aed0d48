import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://zerossl.com/documentation/api/';

export default [
  contextual({
    id: 'zerossl-api-key',
    title: 'ZeroSSL key',
    vendor: 'zerossl',
    severity: 'medium',
    names: ['zerossl'],
    shape: hex(32),
    example: 'ZEROSSL_API_KEY',
    documentation,
  }),
] satisfies Detector[];
