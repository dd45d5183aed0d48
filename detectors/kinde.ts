import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';
const documentation = 'https://docs.kinde.com/developer-tools/kinde-api/connect-to-kinde-api/';

export default [
  contextual({
    id: 'kinde-client-secret',
    title: 'Kinde client secret',
    vendor: 'kinde',
    names: ['kinde client', 'kinde secret', 'kinde'],
    words: ['secret', 'token', 'key'],
    shape: base62(48, 60),
    example: 'KINDE_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
