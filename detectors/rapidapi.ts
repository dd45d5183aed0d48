import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq } from './helpers.ts';

const documentation = 'https://docs.rapidapi.com/docs/keys';

export default [
  contextual({
    id: 'rapidapi-key',
    title: 'RapidAPI key',
    vendor: 'rapidapi',
    severity: 'medium',
    names: ['rapidapi', 'x rapidapi'],
    shape: seq(hex(10), 'msh', hex(15), 'p', hex(6), 'jsn', hex(12)),
    example: 'RAPIDAPI_KEY',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'rapidapi-access-token',
    title: 'RapidAPI key',
    vendor: 'rapidapi',
    names: ['rapidapi', 'rapid api'],
    shape: base64url(50),
    example: 'RAPIDAPI_KEY',
    documentation,
  }),
] satisfies Detector[];
