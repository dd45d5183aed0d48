import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.coveralls.io/';

export default [
  contextual({
    id: 'coveralls-token',
    title: 'Coveralls repo token',
    vendor: 'coveralls',
    severity: 'low',
    names: ['coveralls'],
    shape: base62(32, 37),
    example: 'COVERALLS_REPO_TOKEN',
    documentation,
  }),
] satisfies Detector[];
