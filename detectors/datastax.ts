import type { Detector } from '../src/engine/types.ts';
import { base62, hex, seq, token } from './helpers.ts';

const documentation =
  'https://docs.datastax.com/en/astra-db-serverless/administration/manage-application-tokens.html';

export default [
  token({
    id: 'datastax-astra-token',
    title: 'DataStax Astra token',
    vendor: 'datastax',
    severity: 'critical',
    shape: seq('AstraCS:', base62(24), ':', hex(64)),
    documentation,
  }),
] satisfies Detector[];
