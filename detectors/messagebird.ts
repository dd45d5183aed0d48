import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, oneOf, seq, uuid, word } from './helpers.ts';

const documentation = 'https://developers.messagebird.com/api/#authentication';

export default [
  contextual({
    id: 'messagebird-api-key',
    title: 'MessageBird API key',
    vendor: 'messagebird',
    names: ['messagebird', 'message bird', 'authorization: accesskey'],
    shape: base62(25),
    example: 'MESSAGEBIRD_API_KEY',
    documentation,
  }),
  contextual({
    id: 'messagebird-live-key',
    title: 'MessageBird access key',
    vendor: 'messagebird',
    names: ['messagebird', 'message bird'],
    shape: oneOf(seq(word('live', 'test'), '_', base62(25)), uuid),
    example: 'MESSAGEBIRD_ACCESS_KEY',
    documentation,
  }),
] satisfies Detector[];
