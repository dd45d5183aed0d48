import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.browserbase.com/';

export default [
  token({
    id: 'browserbase-api-key',
    title: 'Browserbase API key',
    vendor: 'browserbase',
    shape: seq('bb_', word('live', 'test'), '_', base64url(24, 48)),
    keywords: ['bb_live_', 'bb_test_'],
    documentation,
  }),
] satisfies Detector[];
