import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.novu.co/';

export default [
  contextual({
    id: 'novu-api-key',
    title: 'Novu API key',
    vendor: 'novu',
    names: ['novu'],
    shape: hex(32),
    example: 'NOVU_API_KEY',
    documentation,
  }),
] satisfies Detector[];
