import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developer.mapquest.com/';

export default [
  contextual({
    id: 'mapquest-key',
    title: 'MapQuest key',
    vendor: 'mapquest',
    severity: 'low',
    names: ['mapquest'],
    shape: base62(32),
    example: 'MAPQUEST_KEY',
    documentation,
  }),
] satisfies Detector[];
