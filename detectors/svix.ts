import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.svix.com/';

export default [
  token({
    id: 'svix-token',
    title: 'Svix token',
    vendor: 'svix',
    shape: {
      ...seq(word('testsk', 'sk'), '_', base62(30, 44)),
      source: '(?:testsk|sk)_[A-Za-z0-9]{30,44}\\.(?:us|eu|in|ca|au)',
      make: (r) => `testsk_${r.base62(32)}.eu`,
      follow: '0-9A-Za-z',
    },
    keywords: ['sk_'],
    documentation,
  }),
] satisfies Detector[];
