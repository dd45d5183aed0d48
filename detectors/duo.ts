import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://duo.com/docs/adminapi';

export default [
  contextual({
    id: 'duo-secret-key',
    title: 'Duo secret key',
    vendor: 'duo',
    names: ['duo', 'skey'],
    words: ['secret', 'skey', 'key', 'token'],
    shape: base62(40),
    example: 'DUO_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
