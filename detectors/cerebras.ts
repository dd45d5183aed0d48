import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token } from './helpers.ts';

const documentation = 'https://inference-docs.cerebras.ai/quickstart';

export default [
  token({
    id: 'cerebras-api-key',
    title: 'Cerebras API key',
    vendor: 'cerebras',
    shape: seq('csk-', lowerAlnum(48)),
    documentation,
  }),
] satisfies Detector[];
