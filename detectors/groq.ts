import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://console.groq.com/docs/quickstart';

export default [
  token({
    id: 'groq-api-key',
    title: 'Groq API key',
    vendor: 'groq',
    shape: seq('gsk_', base62(52)),
    documentation,
  }),
] satisfies Detector[];
