import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';

const documentation = 'https://help.sumologic.com/docs/manage/security/access-keys/';

export default [
  contextual({
    id: 'sumo-logic-access-id',
    title: 'Sumo Logic access id',
    vendor: 'sumo-logic',
    severity: 'low',
    names: ['sumo'],
    example: 'SUMOLOGIC_ACCESS_ID',
    shape: seq('su', base62(12)),
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'sumo-logic-access-key',
    title: 'Sumo Logic access key',
    vendor: 'sumo-logic',
    names: ['sumo'],
    shape: base62(64),
    example: 'SUMOLOGIC_ACCESS_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
