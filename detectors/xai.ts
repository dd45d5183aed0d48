import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token } from './helpers.ts';

const documentation = 'https://docs.x.ai/docs/tutorial';

export default [
  token({
    id: 'xai-api-key',
    title: 'xAI API key',
    vendor: 'xai',
    shape: seq('xai-', base62(70, 90)),
    documentation,
  }),
] satisfies Detector[];
