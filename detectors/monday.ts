import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developer.monday.com/api-reference/docs/authentication';

export default [
  contextual({
    id: 'monday-signing-secret',
    title: 'monday.com signing secret',
    vendor: 'monday',
    names: ['monday'],
    shape: hex(32),
    example: 'MONDAY_SIGNING_SECRET',
    words: ['signing', 'secret', 'token', 'key'],
    documentation,
  }),
] satisfies Detector[];
