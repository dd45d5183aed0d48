import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developer.tomtom.com/';

export default [
  contextual({
    id: 'tomtom-api-key',
    title: 'TomTom API key',
    vendor: 'tomtom',
    severity: 'low',
    names: ['tomtom'],
    shape: base62(32),
    example: 'TOMTOM_API_KEY',
    documentation,
  }),
] satisfies Detector[];
