import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://www.algolia.com/doc/guides/security/api-keys/';

export default [
  contextual({
    id: 'algolia-admin-key',
    title: 'Algolia key',
    vendor: 'algolia',
    names: ['algolia', 'x algolia'],
    shape: hex(32),
    example: 'ALGOLIA_ADMIN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
