import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://vercel.com/docs/rest-api#authentication';

export default [
  contextual({
    id: 'vercel-access-token',
    title: 'Vercel access token',
    vendor: 'vercel',
    names: ['vercel', 'zeit', 'now token', 'turbo token'],
    shape: base62(24),
    example: 'VERCEL_TOKEN',
    documentation,
  }),
  token({
    id: 'vercel-token',
    title: 'Vercel token',
    vendor: 'vercel',
    shape: seq('vc', word('p', 'a', 'r', 'k', 'i'), '_', base62(24, 64)),
    documentation: 'https://vercel.com/changelog/new-token-formats-and-secret-scanning',
  }),
  token({
    id: 'vercel-blob-token',
    title: 'Vercel Blob token',
    vendor: 'vercel',
    shape: seq('vercel_blob_rw_', base62(16), '_', base62(30)),
    documentation,
  }),
  token({
    id: 'v0-api-key',
    title: 'v0 API key',
    vendor: 'vercel',
    shape: seq('v1:', base62(24), ':', base62(24)),
    documentation: 'https://v0.dev/docs/api',
  }),
] satisfies Detector[];
