import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';
const documentation = 'https://docs.sambanova.ai/';

export default [
  contextual({
    id: 'sambanova-api-key',
    title: 'SambaNova API key',
    vendor: 'sambanova',
    names: ['sambanova'],
    shape: uuid,
    example: 'SAMBANOVA_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
