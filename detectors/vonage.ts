import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developer.vonage.com/en/getting-started/concepts/authentication';

export default [
  contextual({
    id: 'vonage-api-secret',
    title: 'Vonage API secret',
    vendor: 'vonage',
    names: ['vonage', 'nexmo'],
    words: ['secret', 'key', 'token'],
    shape: base62(16),
    example: 'VONAGE_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
