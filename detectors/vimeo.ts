import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developer.vimeo.com/api/authentication';

export default [
  contextual({
    id: 'vimeo-access-token',
    title: 'Vimeo access token',
    vendor: 'vimeo',
    names: ['vimeo'],
    shape: hex(32),
    example: 'VIMEO_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
