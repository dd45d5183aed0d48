import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://docs.exa.ai/reference/getting-started';

export default [
  contextual({
    id: 'exa-api-key',
    title: 'Exa API key',
    vendor: 'exa',
    names: ['exa api', 'exa key'],
    shape: uuid,
    confidence: 'likely',
    example: 'EXA_API_KEY',
    documentation,
  }),
] satisfies Detector[];
