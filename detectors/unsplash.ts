import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://unsplash.com/documentation';

export default [
  contextual({
    id: 'unsplash-secret',
    title: 'Unsplash key',
    vendor: 'unsplash',
    severity: 'low',
    names: ['unsplash'],
    shape: base64url(43),
    example: 'UNSPLASH_ACCESS_KEY',
    documentation,
  }),
] satisfies Detector[];
