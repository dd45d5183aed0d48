import type { Detector } from '../src/engine/types.ts';
import { contextual, uuid } from './helpers.ts';
const documentation = 'https://coda.io/developers/apis/v1';

export default [
  contextual({
    id: 'coda-api-token',
    title: 'Coda API token',
    vendor: 'coda',
    names: ['coda'],
    shape: uuid,
    example: 'CODA_API_TOKEN',
    words: ['token', 'key', 'secret'],
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
