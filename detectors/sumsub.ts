import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.sumsub.com/reference/authentication';

export default [
  token({
    id: 'sumsub-token',
    title: 'Sumsub token',
    vendor: 'sumsub',
    shape: { ...seq(word('prd', 'sbx'), ':', base62(24), '.', base62(32)), prefix: '' },
    keywords: ['prd:', 'sbx:'],
    documentation,
  }),
  contextual({
    id: 'sumsub-secret',
    title: 'Sumsub secret',
    vendor: 'sumsub',
    names: ['sumsub'],
    shape: base62(32),
    example: 'SUMSUB_SECRET_KEY',
    documentation,
  }),
] satisfies Detector[];
