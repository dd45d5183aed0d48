import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://docs.clarifai.com/';

export default [
  contextual({
    id: 'clarifai-api-key',
    title: 'Clarifai key',
    vendor: 'clarifai',
    names: ['clarifai'],
    shape: hex(32),
    example: 'CLARIFAI_PAT',
    documentation,
  }),
] satisfies Detector[];
