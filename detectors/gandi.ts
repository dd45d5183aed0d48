import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://api.gandi.net/docs/authentication/';

export default [
  contextual({
    id: 'gandi-api-key',
    title: 'Gandi key',
    vendor: 'gandi',
    names: ['gandi'],
    shape: base62(24, 40),
    example: 'GANDI_API_KEY',
    documentation,
  }),
] satisfies Detector[];
