import type { Detector } from '../src/engine/types.ts';
import { base62, seq, token, word } from './helpers.ts';

const documentation = 'https://help.branch.io/';

export default [
  token({
    id: 'branch-io-key',
    title: 'Branch key',
    vendor: 'branch-io',
    severity: 'low',
    shape: seq('key_', word('live', 'test'), '_', base62(32)),
    keywords: ['key_live_', 'key_test_'],
    documentation,
  }),
] satisfies Detector[];
