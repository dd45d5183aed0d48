import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://loops.so/docs/api-reference/intro';

export default [
  contextual({
    id: 'loops-api-key',
    title: 'Loops API key',
    vendor: 'loops',
    names: ['loops so', 'loops api'],
    shape: hex(32),
    example: 'LOOPS_API_KEY',
    documentation,
  }),
] satisfies Detector[];
