import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq } from './helpers.ts';

const documentation = 'https://ably.com/docs/auth/token';

export default [
  contextual({
    id: 'ably-api-key',
    title: 'Ably API key',
    vendor: 'ably',
    names: ['ably'],
    shape: seq(base64url(6), '.', base64url(6), ':', base64url(43)),
    example: 'ABLY_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
