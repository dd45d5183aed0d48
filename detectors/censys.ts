import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://docs.censys.com/';

export default [
  contextual({
    id: 'censys-api-secret',
    title: 'Censys API secret',
    vendor: 'censys',
    names: ['censys'],
    shape: base62(32),
    example: 'CENSYS_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
