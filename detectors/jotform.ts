import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://api.jotform.com/docs/';

export default [
  contextual({
    id: 'jotform-api-key',
    title: 'Jotform API key',
    vendor: 'jotform',
    names: ['jotform'],
    shape: hex(32),
    example: 'JOTFORM_API_KEY',
    documentation,
  }),
] satisfies Detector[];
