import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq, token } from './helpers.ts';

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
  token({
    id: 'elevenlabs-key',
    title: 'ElevenLabs key',
    vendor: 'elevenlabs',
    shape: seq('sk_', hex(48)),
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
