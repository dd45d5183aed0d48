import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';
const documentation = 'https://urlscan.io/docs/api/';

export default [
  contextual({
    id: 'urlscan-api-key',
    title: 'urlscan.io API key',
    vendor: 'urlscan',
    names: ['urlscan'],
    shape: uuid,
    example: 'URLSCAN_API_KEY',
    documentation,
  }),
] satisfies Detector[];
