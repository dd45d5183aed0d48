import type { Detector } from '../src/engine/types.ts';
import { contextual, upperAlnum } from './helpers.ts';

const documentation = 'https://www.vultr.com/api/';

export default [
  contextual({
    id: 'vultr-api-key',
    title: 'Vultr API key',
    vendor: 'vultr',
    names: ['vultr'],
    shape: upperAlnum(36),
    example: 'VULTR_API_KEY',
    documentation,
  }),
] satisfies Detector[];
