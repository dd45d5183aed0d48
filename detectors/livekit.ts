import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://docs.livekit.io/home/cloud/keys-and-tokens/';

export default [
  contextual({
    id: 'livekit-api-secret',
    title: 'LiveKit API secret',
    vendor: 'livekit',
    names: ['livekit'],
    shape: base62(40, 50),
    example: 'LIVEKIT_API_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
