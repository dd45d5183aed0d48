import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.bugsnag.com/api/';

export default [
  contextual({
    id: 'bugsnag-api-key',
    title: 'Bugsnag key',
    vendor: 'bugsnag',
    severity: 'low',
    names: ['bugsnag'],
    shape: hex(32),
    example: 'BUGSNAG_API_KEY',
    documentation,
  }),
] satisfies Detector[];
