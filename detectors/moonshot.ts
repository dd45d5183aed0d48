import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';
const documentation = 'https://platform.moonshot.ai/docs';

export default [
  contextual({
    id: 'moonshot-api-key',
    title: 'Moonshot API key',
    vendor: 'moonshot',
    names: ['moonshot', 'kimi'],
    shape: seq('sk-', base62(48)),
    example: 'MOONSHOT_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
