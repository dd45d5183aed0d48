import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://developer.vanta.com/docs/authentication';

export default [
  token({
    id: 'vanta-token',
    title: 'Vanta token',
    vendor: 'vanta',
    shape: seq(word('vat_', 'vcs_'), base64url(30, 80)),
    documentation,
  }),
] satisfies Detector[];
