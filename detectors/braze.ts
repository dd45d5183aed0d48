import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';

const documentation = 'https://www.braze.com/docs/api/basics/';

export default [
  contextual({
    id: 'braze-api-key',
    title: 'Braze API key',
    vendor: 'braze',
    names: ['braze', 'appboy'],
    words: ['key', 'token', 'secret', 'auth', 'password'],
    shape: uuid,
    example: 'BRAZE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
