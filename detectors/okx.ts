import type { Detector } from '../src/engine/types.ts';
import { contextual, upperHex } from './helpers.ts';
const documentation = 'https://www.okx.com/docs-v5/en/';

export default [
  contextual({
    id: 'okx-api-secret',
    title: 'OKX API secret',
    vendor: 'okx',
    names: ['okx', 'okex'],
    shape: upperHex(32),
    example: 'OKX_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
