import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://serpapi.com/search-api';

export default [
  contextual({
    id: 'serpapi-api-key',
    title: 'SerpApi key',
    vendor: 'serpapi',
    names: ['serpapi', 'serp api'],
    shape: hex(64),
    example: 'SERPAPI_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
