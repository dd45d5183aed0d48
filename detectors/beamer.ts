import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, seq } from './helpers.ts';
const documentation = 'https://www.getbeamer.com/api';

export default [
  contextual({
    id: 'beamer-api-key',
    title: 'Beamer API key',
    vendor: 'beamer',
    names: ['beamer'],
    shape: seq('b_', base64url(44)),
    example: 'BEAMER_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
