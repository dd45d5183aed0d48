import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, word } from './helpers.ts';
const documentation = 'https://docs.dify.ai/';

export default [
  contextual({
    id: 'dify-api-key',
    title: 'Dify API key',
    vendor: 'dify',
    names: ['dify'],
    shape: seq(word('app', 'dataset'), '-', base62(24)),
    example: 'DIFY_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
