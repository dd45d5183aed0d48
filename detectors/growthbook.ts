import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, oneOf, seq } from './helpers.ts';

const documentation = 'https://docs.growthbook.io/';

export default [
  contextual({
    id: 'growthbook-secret',
    title: 'GrowthBook secret',
    vendor: 'growthbook',
    names: ['growthbook'],
    shape: seq('secret_', oneOf(seq('user_', base64url(40, 50)), base64url(40, 50))),
    example: 'GROWTHBOOK_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
