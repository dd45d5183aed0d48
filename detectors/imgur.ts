import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://apidocs.imgur.com/';

export default [
  contextual({
    id: 'imgur-client-secret',
    title: 'Imgur client secret',
    vendor: 'imgur',
    severity: 'low',
    names: ['imgur'],
    shape: hex(40),
    example: 'IMGUR_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
