import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://gumroad.com/api';

export default [
  contextual({
    id: 'gumroad-access-token',
    title: 'Gumroad access token',
    vendor: 'gumroad',
    names: ['gumroad'],
    shape: base64url(43),
    example: 'GUMROAD_ACCESS_TOKEN',
    documentation,
  }),
] satisfies Detector[];
