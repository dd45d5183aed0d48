import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://docs.developer.yelp.com/docs/fusion-authentication';

export default [
  contextual({
    id: 'yelp-api-key',
    title: 'Yelp API key',
    vendor: 'yelp',
    severity: 'medium',
    names: ['yelp'],
    shape: base64url(128),
    example: 'YELP_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
