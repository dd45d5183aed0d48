import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://developer.godaddy.com/doc';

export default [
  contextual({
    id: 'godaddy-api-secret',
    title: 'GoDaddy key',
    vendor: 'godaddy',
    names: ['godaddy'],
    shape: base64url(22, 37),
    example: 'GODADDY_API_SECRET',
    documentation,
  }),
] satisfies Detector[];
