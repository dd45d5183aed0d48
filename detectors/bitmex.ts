import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, oneOf } from './helpers.ts';
const documentation = 'https://www.bitmex.com/app/apiKeysUsage';

export default [
  contextual({
    id: 'bitmex-api-secret',
    title: 'BitMEX API secret',
    vendor: 'bitmex',
    names: ['bitmex'],
    shape: oneOf(base64url(48), base64url(24)),
    example: 'BITMEX_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
