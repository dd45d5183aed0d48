import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://developers.giphy.com/docs/api/';

export default [
  contextual({
    id: 'giphy-api-key',
    title: 'Giphy API key',
    vendor: 'giphy',
    severity: 'low',
    names: ['giphy'],
    shape: base62(32),
    example: 'GIPHY_API_KEY',
    documentation,
  }),
] satisfies Detector[];
