import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';
const documentation = 'https://developers.viber.com/docs/api/rest-bot-api/';

export default [
  contextual({
    id: 'viber-auth-token',
    title: 'Viber auth token',
    vendor: 'viber',
    names: ['viber'],
    shape: seq(hex(16), '-', hex(16), '-', hex(16)),
    example: 'VIBER_AUTH_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
