import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://serper.dev/';

export default [
  contextual({
    id: 'serper-api-key',
    title: 'Serper API key',
    vendor: 'serper',
    names: ['serper'],
    shape: hex(40),
    example: 'SERPER_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
