import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, contextual, seq, token } from './helpers.ts';

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
  token({
    id: 'sumo-logic-collector-url',
    title: 'Sumo Logic HTTP source URL',
    vendor: 'sumo-logic',
    shape: {
      ...seq('sumologic.com/receiver/v1/http/', base64url(80, 120)),
      source: 'sumologic\\.com/receiver/v1/http/[A-Za-z0-9+/_-]{60,160}={0,2}',
    },
    severity: 'medium',
    documentation: 'https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/',
  }),
] satisfies Detector[];
