import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';

const documentation = 'https://platform.stability.ai/docs/getting-started/authentication';

export default [
  contextual({
    id: 'stability-api-key',
    title: 'Stability AI API key',
    vendor: 'stability',
    names: ['stability', 'dreamstudio'],
    shape: seq('sk-', base62(48)),
    example: 'STABILITY_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
