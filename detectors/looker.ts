import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';
const documentation = 'https://docs.cloud.google.com/looker/docs/api-auth';

export default [
  contextual({
    id: 'looker-client-secret',
    title: 'Looker client secret',
    vendor: 'looker',
    names: ['looker'],
    shape: lowerAlnum(24),
    example: 'LOOKER_CLIENT_SECRET',
    documentation,
  }),
] satisfies Detector[];
