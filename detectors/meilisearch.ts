import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://www.meilisearch.com/docs/learn/security/basic_security';

export default [
  contextual({
    id: 'meilisearch-master-key',
    title: 'Meilisearch key',
    vendor: 'meilisearch',
    names: ['meili'],
    shape: oneOf(hex(64), hex(32), base62(32, 64)),
    example: 'MEILI_MASTER_KEY',
    documentation,
  }),
] satisfies Detector[];
