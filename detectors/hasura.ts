import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://hasura.io/docs/';

export default [
  contextual({
    id: 'hasura-admin-secret',
    title: 'Hasura admin secret',
    vendor: 'hasura',
    severity: 'critical',
    names: ['hasura'],
    shape: oneOf(hex(64), hex(32), base62(24, 64)),
    example: 'HASURA_GRAPHQL_ADMIN_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
