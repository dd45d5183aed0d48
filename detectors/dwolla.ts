import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developers.dwolla.com/docs/balance/applications';

export default [
  contextual({
    id: 'dwolla-secret',
    title: 'Dwolla secret',
    vendor: 'dwolla',
    severity: 'critical',
    names: ['dwolla'],
    shape: base62(50),
    example: 'DWOLLA_SECRET',
    documentation,
  }),
] satisfies Detector[];
