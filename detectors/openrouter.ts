import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token } from './helpers.ts';

const documentation = 'https://openrouter.ai/docs/api-reference/authentication';

export default [
  token({
    id: 'openrouter-api-key',
    title: 'OpenRouter API key',
    vendor: 'openrouter',
    shape: seq('sk-or-v1-', hex(64)),
    documentation,
  }),
] satisfies Detector[];
