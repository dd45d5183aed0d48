import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://docs.maptiler.com/cloud/api/authentication-key/';

export default [
  contextual({
    id: 'maptiler-key',
    title: 'MapTiler key',
    vendor: 'maptiler',
    names: ['maptiler'],
    shape: base62(20),
    example: 'MAPTILER_KEY',
    documentation,
  }),
] satisfies Detector[];
