import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://support.iterable.com/hc/en-us/articles/360043464871';

export default [
  contextual({
    id: 'iterable-api-key',
    title: 'Iterable API key',
    vendor: 'iterable',
    names: ['iterable'],
    shape: hex(32),
    example: 'ITERABLE_API_KEY',
    words: ['key', 'token', 'secret'],
    documentation,
  }),
] satisfies Detector[];
