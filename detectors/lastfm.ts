import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://www.last.fm/api/authentication';

export default [
  contextual({
    id: 'lastfm-api-key',
    title: 'Last.fm API key',
    vendor: 'lastfm',
    names: ['lastfm', 'last fm'],
    shape: hex(32),
    example: 'LASTFM_API_KEY',
    documentation,
  }),
] satisfies Detector[];
