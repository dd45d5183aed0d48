import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, oneOf } from './helpers.ts';
const documentation = 'https://www.freshbooks.com/api/authentication';

export default [
  contextual({
    id: 'freshbooks-client-secret',
    title: 'FreshBooks client secret',
    vendor: 'freshbooks',
    names: ['freshbooks'],
    shape: oneOf(hex(64), base62(64)),
    example: 'FRESHBOOKS_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
