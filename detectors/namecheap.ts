import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://www.namecheap.com/support/api/intro/';

export default [
  contextual({
    id: 'namecheap-api-key',
    title: 'Namecheap API key',
    vendor: 'namecheap',
    names: ['namecheap'],
    shape: hex(32),
    example: 'NAMECHEAP_API_KEY',
    documentation,
  }),
] satisfies Detector[];
