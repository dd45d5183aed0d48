import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://help.cloudsmith.io/docs/api-key';

export default [
  contextual({
    id: 'cloudsmith-api-key',
    title: 'Cloudsmith API key',
    vendor: 'cloudsmith',
    names: ['cloudsmith'],
    shape: hex(40),
    example: 'CLOUDSMITH_API_KEY',
    documentation,
  }),
] satisfies Detector[];
