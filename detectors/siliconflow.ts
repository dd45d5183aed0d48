import type { Detector } from '../src/engine/types.ts';
import { contextual, letters, seq } from './helpers.ts';
const documentation = 'https://docs.siliconflow.com/';

export default [
  contextual({
    id: 'siliconflow-api-key',
    title: 'SiliconFlow API key',
    vendor: 'siliconflow',
    names: ['siliconflow', 'siliconcloud'],
    shape: seq('sk-', { ...letters(48), source: '[a-z]{48}', make: (r) => r.lower(48) }),
    example: 'SILICONFLOW_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
