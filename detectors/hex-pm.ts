import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://hex.pm/docs/private';

export default [
  contextual({
    id: 'hex-api-key',
    title: 'Hex API key',
    vendor: 'hex-pm',
    names: ['hex api', 'hex pm'],
    shape: hex(32, 64),
    example: 'HEX_API_KEY',
    documentation,
  }),
] satisfies Detector[];
