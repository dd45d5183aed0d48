import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developer.gitter.im/docs/authentication';

export default [
  contextual({
    id: 'gitter-access-token',
    title: 'Gitter access token',
    vendor: 'gitter',
    names: ['gitter'],
    shape: hex(40),
    example: 'GITTER_TOKEN',
    documentation,
  }),
] satisfies Detector[];
