import type { Detector } from '../src/engine/types.ts';
import { contextual, digits, hex, seq } from './helpers.ts';

const documentation = 'https://developers.greenhouse.io/harvest.html';

export default [
  contextual({
    id: 'greenhouse-api-key',
    title: 'Greenhouse API key',
    vendor: 'greenhouse',
    names: ['greenhouse'],
    shape: seq(hex(32), '-', digits(1)),
    example: 'GREENHOUSE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
