import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token, word } from './helpers.ts';
const documentation = 'https://teller.io/docs/api/authentication';

export default [
  token({
    id: 'teller-access-token',
    title: 'Teller access token',
    vendor: 'teller',
    shape: seq(word('token_', 'test_tkn_'), lowerAlnum(24, 30)),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
