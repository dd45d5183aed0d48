import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';
const documentation = 'https://paystack.com/docs/api/authentication/';

export default [
  token({
    id: 'paystack-secret-key',
    title: 'Paystack secret key',
    vendor: 'paystack',
    severity: 'critical',
    shape: seq('sk_', word('live', 'test'), '_', hex(40)),
    documentation,
  }),
] satisfies Detector[];
