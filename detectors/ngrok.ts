import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';

const documentation = 'https://ngrok.com/docs/agent/#authtokens';

export default [
  contextual({
    id: 'ngrok-authtoken',
    title: 'ngrok authtoken',
    vendor: 'ngrok',
    severity: 'medium',
    names: ['ngrok', 'authtoken'],
    shape: seq(base62(25, 30), '_', base62(18, 24)),
    example: 'NGROK_AUTHTOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
