import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';
const documentation = 'https://docs.abstractapi.com/';

export default [
  contextual({
    id: 'abstract-api-key',
    title: 'Abstract API key',
    vendor: 'abstract-api',
    names: ['abstractapi', 'abstract api'],
    shape: hex(32),
    example: 'ABSTRACT_API_KEY',
    documentation,
  }),
] satisfies Detector[];
