import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://opencagedata.com/api';

export default [
  contextual({
    id: 'opencage-api-key',
    title: 'OpenCage API key',
    vendor: 'opencage',
    names: ['opencage'],
    shape: hex(32),
    example: 'OPENCAGE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
