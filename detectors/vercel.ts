import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://vercel.com/docs/rest-api#authentication';

export default [
  contextual({
    id: 'vercel-access-token',
    title: 'Vercel access token',
    vendor: 'vercel',
    names: ['vercel', 'zeit', 'now token'],
    shape: base62(24),
    example: 'VERCEL_TOKEN',
    documentation,
  }),
  token({
    id: 'vercel-token',
    title: 'Vercel token',
    vendor: 'vercel',
    shape: seq('vc', word('p', 'a', 'r', 'k', 'i'), '_', base62(24, 64)),
    documentation,
  }),
  token({
    id: 'vercel-blob-token',
    title: 'Vercel Blob token',
    vendor: 'vercel',
    shape: seq('vercel_blob_rw_', base62(16), '_', base62(30)),
    documentation,
  }),
] satisfies Detector[];
