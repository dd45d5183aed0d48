import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, seq, token, word } from './helpers.ts';

const documentation = 'https://razorpay.com/docs/api/authentication/';

export default [
  token({
    id: 'razorpay-key-id',
    title: 'Razorpay key id',
    vendor: 'razorpay',
    severity: 'medium',
    shape: seq('rzp_', word('live', 'test'), '_', base62(14)),
    confidence: 'possible',
    documentation,
  }),
  contextual({
    id: 'razorpay-key-secret',
    title: 'Razorpay key secret',
    vendor: 'razorpay',
    severity: 'critical',
    names: ['razorpay', 'rzp'],
    shape: base62(24),
    example: 'RAZORPAY_KEY_SECRET',
    documentation,
  }),
] satisfies Detector[];
