import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://docs.bunny.net/reference/bunnynet-api-overview';

export default [
  contextual({
    id: 'bunny-access-key',
    title: 'bunny.net key',
    vendor: 'bunny',
    names: ['bunny'],
    words: ['key', 'token', 'api'],
    shape: {
      ...uuid,
      source: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:-[0-9a-f]{4}-[0-9a-f]{4})?',
      make: (r) => `${r.hex(8)}-${r.hex(4)}-${r.hex(4)}-${r.hex(12)}-${r.hex(4)}-${r.hex(4)}`,
    },
    example: 'BUNNY_ACCESS_KEY',
    documentation,
  }),
] satisfies Detector[];
