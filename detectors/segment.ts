import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token } from './helpers.ts';

const documentation = 'https://segment.com/docs/api/public-api/';

export default [
  token({
    id: 'segment-public-api-token',
    title: 'Segment API token',
    vendor: 'segment',
    shape: seq('sgp_', base62(64)),
    documentation,
  }),
  contextual({
    id: 'segment-write-key',
    title: 'Segment write key',
    vendor: 'segment',
    severity: 'low',
    names: ['segment'],
    words: ['key', 'token', 'secret'],
    shape: base62(32),
    example: 'SEGMENT_WRITE_KEY',
    documentation,
  }),
  contextual({
    id: 'segment-analytics-key',
    title: 'Segment write key in a call',
    vendor: 'segment',
    names: ['analytics.load', 'analytics.identify', 'new analytics'],
    shape: base62(32),
    example: 'new Analytics',
    severity: 'low',
    documentation: documentation,
  }),
] satisfies Detector[];
