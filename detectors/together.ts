import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, seq, token } from './helpers.ts';

const documentation = 'https://docs.together.ai/docs/quickstart';

export default [
  contextual({
    id: 'together-api-key',
    title: 'Together AI API key',
    vendor: 'together',
    names: ['together'],
    shape: hex(64),
    example: 'TOGETHER_API_KEY',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'together-key',
    title: 'Together AI key',
    vendor: 'together',
    shape: seq('tgp_v1_', base64url(43)),
    documentation,
  }),
] satisfies Detector[];
