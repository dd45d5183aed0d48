import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';
const documentation = 'https://developer.nytimes.com/get-started';

export default [
  contextual({
    id: 'nytimes-api-key',
    title: 'New York Times API key',
    vendor: 'nytimes',
    names: ['nytimes', 'new york times', 'nyt api', 'nyt key'],
    shape: base64url(32),
    example: 'NYTIMES_API_KEY',
    documentation,
  }),
] satisfies Detector[];
