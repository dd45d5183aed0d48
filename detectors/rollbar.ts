import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.rollbar.com/docs/access-tokens';

export default [
  contextual({
    id: 'rollbar-access-token',
    title: 'Rollbar access token',
    vendor: 'rollbar',
    severity: 'medium',
    names: ['rollbar'],
    shape: hex(32),
    example: 'ROLLBAR_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
