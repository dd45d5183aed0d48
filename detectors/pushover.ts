import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';
const documentation = 'https://pushover.net/api';

export default [
  contextual({
    id: 'pushover-token',
    title: 'Pushover key',
    vendor: 'pushover',
    names: ['pushover'],
    shape: lowerAlnum(30),
    example: 'PUSHOVER_TOKEN',
    documentation,
  }),
] satisfies Detector[];
