import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://docs.private-ai.com/';

export default [
  contextual({
    id: 'private-ai-api-key',
    title: 'Private AI API key',
    vendor: 'private-ai',
    names: ['privateai', 'private ai'],
    shape: hex(32),
    example: 'PRIVATEAI_API_KEY',
    documentation,
  }),
] satisfies Detector[];
