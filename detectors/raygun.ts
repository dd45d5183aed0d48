import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://raygun.com/documentation/';

export default [
  contextual({
    id: 'raygun-api-key',
    title: 'Raygun API key',
    vendor: 'raygun',
    severity: 'medium',
    names: ['raygun'],
    shape: base62(22),
    example: 'RAYGUN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
