import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';

const documentation = 'https://www.sanity.io/docs/http-auth';

export default [
  contextual({
    id: 'sanity-token',
    title: 'Sanity token',
    vendor: 'sanity',
    names: ['sanity'],
    shape: seq('sk', base62(78, 200)),
    example: 'SANITY_API_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
