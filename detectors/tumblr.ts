import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://www.tumblr.com/docs/en/api/v2';

export default [
  contextual({
    id: 'tumblr-consumer-secret',
    title: 'Tumblr consumer secret',
    vendor: 'tumblr',
    names: ['tumblr'],
    shape: base62(50),
    example: 'TUMBLR_CONSUMER_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
