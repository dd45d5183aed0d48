import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, seq } from './helpers.ts';

const documentation = 'https://api-docs.deepseek.com/';

export default [
  contextual({
    id: 'deepseek-api-key',
    title: 'DeepSeek API key',
    vendor: 'deepseek',
    names: ['deepseek'],
    shape: seq('sk-', hex(32)),
    example: 'DEEPSEEK_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
