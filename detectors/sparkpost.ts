import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developers.sparkpost.com/api/#header-authentication';

export default [
  contextual({
    id: 'sparkpost-api-key',
    title: 'SparkPost API key',
    vendor: 'sparkpost',
    names: ['sparkpost'],
    shape: hex(40),
    example: 'SPARKPOST_API_KEY',
    documentation,
  }),
] satisfies Detector[];
