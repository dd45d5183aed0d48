import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq } from './helpers.ts';

const documentation = 'https://docs.developers.optimizely.com/';

export default [
  contextual({
    id: 'optimizely-token',
    title: 'Optimizely token',
    vendor: 'optimizely',
    names: ['optimizely'],
    shape: { ...seq('2:', base64url(54)) },
    example: 'OPTIMIZELY_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
