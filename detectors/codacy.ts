import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';

const documentation = 'https://docs.codacy.com/';

export default [
  contextual({
    id: 'codacy-token',
    title: 'Codacy token',
    vendor: 'codacy',
    severity: 'low',
    names: ['codacy'],
    shape: oneOf(hex(32), base62(20, 32)),
    example: 'CODACY_PROJECT_TOKEN',
    documentation,
  }),
] satisfies Detector[];
