import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';

const documentation = 'https://elevenlabs.io/docs/api-reference/authentication';

export default [
  contextual({
    id: 'elevenlabs-api-key',
    title: 'ElevenLabs API key',
    vendor: 'elevenlabs',
    names: ['elevenlabs', 'eleven labs', 'xi api'],
    shape: hex(32),
    example: 'ELEVENLABS_API_KEY',
    documentation,
  }),
  contextual({
    id: 'elevenlabs-key',
    title: 'ElevenLabs key',
    vendor: 'elevenlabs',
    names: ['elevenlabs', 'eleven', 'xi api'],
    shape: seq('sk_', hex(48)),
    example: 'ELEVENLABS_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
