import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://www.assemblyai.com/docs/api-reference/overview';

export default [
  contextual({
    id: 'assemblyai-api-key',
    title: 'AssemblyAI API key',
    vendor: 'assemblyai',
    names: ['assemblyai', 'assembly ai', 'aai settings', 'aai api'],
    shape: hex(32),
    example: 'ASSEMBLYAI_API_KEY',
    documentation,
  }),
] satisfies Detector[];
