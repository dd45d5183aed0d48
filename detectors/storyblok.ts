import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq } from './helpers.ts';
const documentation = 'https://www.storyblok.com/docs/api/content-delivery/v2/getting-started/authentication';

export default [
  contextual({
    id: 'storyblok-token',
    title: 'Storyblok token',
    vendor: 'storyblok',
    names: ['storyblok'],
    shape: {
      ...seq(base62(22), 'tt'),
      prefix: '',
      source: '[0-9A-Za-z]{20,24}tt(?:-\\d{3,8}-[0-9A-Za-z_-]{20})?',
    },
    example: 'STORYBLOK_TOKEN',
    documentation,
  }),
] satisfies Detector[];
