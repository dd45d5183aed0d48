import type { Detector } from '../src/engine/types.ts';
import { hex, seq, token, word } from './helpers.ts';
const documentation = 'https://www.cashfree.com/docs/api-reference/authentication';

export default [
  token({
    id: 'cashfree-secret-key',
    title: 'Cashfree secret key',
    vendor: 'cashfree',
    severity: 'critical',
    shape: seq('cfsk_ma_', word('prod', 'test'), '_', hex(32), '_', hex(8)),
    keywords: ['cfsk_ma_'],
    documentation,
  }),
] satisfies Detector[];
