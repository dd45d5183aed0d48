import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://www.browserstack.com/docs/';

export default [
  contextual({
    id: 'browserstack-access-key',
    title: 'BrowserStack access key',
    vendor: 'browserstack',
    severity: 'medium',
    names: ['browserstack'],
    shape: base62(20),
    example: 'BROWSERSTACK_ACCESS_KEY',
    documentation,
  }),
] satisfies Detector[];
