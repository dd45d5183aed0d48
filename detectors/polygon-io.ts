import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual } from './helpers.ts';

const documentation = 'https://polygon.io/docs';

export default [
  contextual({
    id: 'polygon-io-api-key',
    title: 'Polygon.io API key',
    vendor: 'polygon-io',
    severity: 'medium',
    names: ['polygon'],
    words: ['api', 'key', 'token'],
    shape: base64url(32),
    example: 'POLYGON_API_KEY',
    documentation,
  }),
] satisfies Detector[];
