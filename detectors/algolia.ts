import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://www.algolia.com/doc/guides/security/api-keys/';

export default [
  contextual({
    id: 'algolia-admin-key',
    pairs: true,
    title: 'Algolia key',
    vendor: 'algolia',
    names: ['algolia', 'x algolia'],
    shape: oneOf(hex(32), base62(32)),
    example: 'ALGOLIA_ADMIN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
