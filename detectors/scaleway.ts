import type { Detector } from '../src/engine/types.ts';
import { contextual, seq, token, upperAlnum, uuid } from './helpers.ts';

const documentation = 'https://www.scaleway.com/en/docs/iam/concepts/#api-key';

export default [
  token({
    id: 'scaleway-access-key',
    title: 'Scaleway access key id',
    vendor: 'scaleway',
    severity: 'low',
    shape: seq('SCW', upperAlnum(17)),
    documentation,
  }),
  contextual({
    id: 'scaleway-secret-key',
    title: 'Scaleway secret key',
    vendor: 'scaleway',
    severity: 'critical',
    names: ['scaleway', 'scw secret', 'scw'],
    words: ['secret', 'key', 'token'],
    shape: uuid,
    confidence: 'likely',
    example: 'SCW_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
