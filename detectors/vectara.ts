import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.vectara.com/docs/api-keys-management';

export default [
  token({
    id: 'vectara-api-key',
    title: 'Vectara API key',
    vendor: 'vectara',
    shape: seq(word('zwt_', 'zqt_', 'zut_'), base64url(36, 48)),
    documentation,
  }),
] satisfies Detector[];
