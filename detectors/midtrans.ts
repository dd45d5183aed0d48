import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';
const documentation = 'https://docs.midtrans.com/docs/access-keys';

export default [
  token({
    id: 'midtrans-server-key',
    title: 'Midtrans server key',
    vendor: 'midtrans',
    severity: 'critical',
    shape: seq(word('SB-Mid-server-', 'Mid-server-'), base64url(24)),
    keywords: ['mid-server-'],
    documentation,
  }),
] satisfies Detector[];
