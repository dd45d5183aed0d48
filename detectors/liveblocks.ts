import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://liveblocks.io/docs/authentication';

export default [
  token({
    id: 'liveblocks-secret-key',
    title: 'Liveblocks secret key',
    vendor: 'liveblocks',
    shape: seq('sk_', word('dev', 'prod'), '_', base64url(40, 80)),
    keywords: ['sk_dev_', 'sk_prod_'],
    documentation,
  }),
] satisfies Detector[];
