import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://www.fastly.com/documentation/reference/api/auth-tokens/';

export default [
  contextual({
    id: 'fastly-api-token',
    title: 'Fastly API token',
    vendor: 'fastly',
    names: ['fastly'],
    shape: base64url(32),
    example: 'FASTLY_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
