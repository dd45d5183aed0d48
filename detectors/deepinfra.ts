import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://deepinfra.com/docs';

export default [
  contextual({
    id: 'deepinfra-api-key',
    title: 'DeepInfra API key',
    vendor: 'deepinfra',
    names: ['deepinfra'],
    shape: base62(32),
    example: 'DEEPINFRA_API_KEY',
    documentation,
  }),
] satisfies Detector[];
