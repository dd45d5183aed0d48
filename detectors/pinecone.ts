import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token, uuid } from './helpers.ts';

const documentation = 'https://docs.pinecone.io/guides/projects/manage-api-keys';

export default [
  token({
    id: 'pinecone-api-key',
    title: 'Pinecone API key',
    vendor: 'pinecone',
    shape: seq('pcsk_', base62(4, 7), '_', base62(60, 66)),
    documentation,
  }),
  contextual({
    id: 'pinecone-legacy-api-key',
    title: 'Pinecone API key (old form)',
    vendor: 'pinecone',
    names: ['pinecone'],
    words: ['key', 'token', 'secret', 'password', 'auth', 'init'],
    shape: uuid,
    confidence: 'likely',
    example: 'PINECONE_API_KEY',
    documentation,
  }),
] satisfies Detector[];
