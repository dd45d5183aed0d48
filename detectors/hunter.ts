import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://hunter.io/api-documentation/v2';

export default [
  contextual({
    id: 'hunter-api-key',
    title: 'Hunter API key',
    vendor: 'hunter',
    names: ['hunter'],
    shape: hex(40),
    example: 'HUNTER_API_KEY',
    words: ['api', 'key', 'token'],
    documentation,
  }),
] satisfies Detector[];
