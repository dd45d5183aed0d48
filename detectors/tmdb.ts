import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://developer.themoviedb.org/docs';

export default [
  contextual({
    id: 'tmdb-api-key',
    title: 'TMDB API key',
    vendor: 'tmdb',
    names: ['tmdb', 'themoviedb'],
    shape: hex(32),
    example: 'TMDB_API_KEY',
    documentation,
  }),
] satisfies Detector[];
