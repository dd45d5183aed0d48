import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, oneOf, uuid } from './helpers.ts';

const documentation = 'https://docs.codecov.com/docs/codecov-tokens';

export default [
  contextual({
    id: 'codecov-upload-token',
    title: 'Codecov upload token',
    vendor: 'codecov',
    severity: 'low',
    names: ['codecov'],
    shape: oneOf(uuid, base62(32)),
    example: 'CODECOV_TOKEN',
    documentation,
  }),
] satisfies Detector[];
