import type { Detector } from '../src/engine/types.ts';
import { base62, contextual } from './helpers.ts';

const documentation = 'https://www.comet.com/docs/v2/guides/experiment-management/configure-sdk/';

export default [
  contextual({
    id: 'comet-api-key',
    title: 'Comet API key',
    vendor: 'comet',
    names: ['comet'],
    words: ['api', 'key', 'token'],
    shape: base62(25),
    example: 'COMET_API_KEY',
    documentation,
  }),
] satisfies Detector[];
