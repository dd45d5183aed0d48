import type { Detector } from '../src/engine/types.ts';
import { contextual, hex } from './helpers.ts';

const documentation = 'https://developers.deepgram.com/docs/create-additional-api-keys';

export default [
  contextual({
    id: 'deepgram-api-key',
    title: 'Deepgram API key',
    vendor: 'deepgram',
    names: ['deepgram'],
    shape: hex(40),
    example: 'DEEPGRAM_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
