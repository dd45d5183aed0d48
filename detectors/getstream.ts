import type { Detector } from '../src/engine/types.ts';
import { contextual, lowerAlnum } from './helpers.ts';

const documentation = 'https://getstream.io/chat/docs/';

export default [
  contextual({
    id: 'stream-api-secret',
    title: 'Stream API secret',
    vendor: 'getstream',
    names: ['getstream', 'stream api', 'stream secret'],
    shape: lowerAlnum(64),
    example: 'STREAM_API_SECRET',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
