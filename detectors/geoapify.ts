import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://apidocs.geoapify.com/';

export default [
  contextual({
    id: 'geoapify-api-key',
    title: 'Geoapify API key',
    vendor: 'geoapify',
    names: ['geoapify'],
    shape: hex(32),
    example: 'GEOAPIFY_API_KEY',
    documentation,
  }),
] satisfies Detector[];
