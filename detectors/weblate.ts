import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.weblate.org/en/latest/api.html';

export default [
  token({
    id: 'weblate-api-token',
    title: 'Weblate API token',
    vendor: 'weblate',
    shape: seq('wl', word('u', 'p'), '_', base62(36)),
    keywords: ['wlu_', 'wlp_'],
    documentation,
  }),
] satisfies Detector[];
