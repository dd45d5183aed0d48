import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://pipedrive.readme.io/docs/core-api-concepts-authentication';

export default [
  contextual({
    id: 'pipedrive-api-token',
    title: 'Pipedrive API token',
    vendor: 'pipedrive',
    names: ['pipedrive'],
    shape: hex(40),
    example: 'PIPEDRIVE_API_TOKEN',
    documentation,
  }),
] satisfies Detector[];
