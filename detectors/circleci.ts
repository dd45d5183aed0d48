import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://circleci.com/docs/managing-api-tokens/';

export default [
  token({
    id: 'circleci-personal-token',
    title: 'CircleCI personal token',
    vendor: 'circleci',
    shape: seq('CCIPAT_', base62(22), '_', hex(40)),
    documentation,
  }),
  token({
    id: 'circleci-project-token',
    title: 'CircleCI project token',
    vendor: 'circleci',
    shape: seq('CCIPRJ_', base62(22), '_', hex(40)),
    documentation,
  }),
  contextual({
    id: 'circleci-legacy-token',
    title: 'CircleCI token',
    vendor: 'circleci',
    names: ['circleci', 'circle token', 'circle ci'],
    shape: hex(40),
    example: 'CIRCLECI_TOKEN',
    documentation,
  }),
] satisfies Detector[];
