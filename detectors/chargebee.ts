import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, word } from './helpers.ts';
const documentation = 'https://apidocs.chargebee.com/docs/api/auth';

export default [
  contextual({
    id: 'chargebee-api-key',
    title: 'Chargebee API key',
    vendor: 'chargebee',
    names: ['chargebee'],
    shape: seq(word('live', 'test'), '_', base62(20, 50)),
    example: 'CHARGEBEE_API_KEY',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
