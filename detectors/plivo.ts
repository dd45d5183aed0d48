import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://www.plivo.com/docs/account/api/account';

export default [
  contextual({
    id: 'plivo-auth-token',
    title: 'Plivo auth token',
    vendor: 'plivo',
    names: ['plivo'],
    shape: base62(40),
    example: 'PLIVO_AUTH_TOKEN',
    documentation,
  }),
] satisfies Detector[];
