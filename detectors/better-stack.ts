import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://betterstack.com/docs/logs/';

export default [
  contextual({
    id: 'better-stack-source-token',
    title: 'Better Stack token',
    vendor: 'better-stack',
    severity: 'medium',
    names: ['betterstack', 'better stack', 'logtail', 'better uptime'],
    shape: base62(24),
    example: 'LOGTAIL_SOURCE_TOKEN',
    documentation,
  }),
] satisfies Detector[];
