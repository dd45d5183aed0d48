import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://www.here.com/docs/';

export default [
  contextual({
    id: 'here-api-key',
    title: 'HERE API key',
    vendor: 'here',
    severity: 'low',
    names: ['here api', 'here maps', 'here app', 'heremaps'],
    shape: base64url(43),
    example: 'HERE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
