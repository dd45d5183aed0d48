import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://www.cockroachlabs.com/docs/cockroachcloud/managing-access';

export default [
  token({
    id: 'cockroachdb-api-key',
    title: 'CockroachDB Cloud API key',
    vendor: 'cockroachdb',
    severity: 'critical',
    shape: seq('CCDB1_', base62(22), '_', base62(40)),
    documentation,
  }),
] satisfies Detector[];
