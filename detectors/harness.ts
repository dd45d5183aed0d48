import type { Detector } from '../src/engine/types.ts';
import { base62, base64url, hex, seq, token, word } from './helpers.ts';

const documentation = 'https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/';

export default [
  token({
    id: 'harness-api-key',
    title: 'Harness API key',
    vendor: 'harness',
    shape: seq(word('pat', 'sat'), '.', base64url(22), '.', hex(24), '.', base62(20)),
    keywords: ['pat.', 'sat.'],
    documentation,
  }),
] satisfies Detector[];
