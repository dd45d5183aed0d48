import type { Detector } from '../src/engine/types.ts';
import { base64, contextual } from './helpers.ts';

const documentation = 'https://hire.lever.co/developer/documentation';

export default [
  contextual({
    id: 'lever-api-key',
    title: 'Lever API key',
    vendor: 'lever',
    names: ['lever'],
    words: ['api', 'key'],
    shape: base64(45, 48),
    example: 'LEVER_API_KEY',
    documentation,
  }),
] satisfies Detector[];
