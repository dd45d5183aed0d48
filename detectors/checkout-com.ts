import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token, word } from './helpers.ts';

const documentation = 'https://www.checkout.com/docs/developer-resources/api/manage-api-keys';

export default [
  token({
    id: 'checkout-com-secret-key',
    title: 'Checkout.com secret key',
    vendor: 'checkout-com',
    severity: 'critical',
    shape: {
      ...seq('sk_', word('', 'sbox_', 'test_'), lowerAlnum(24, 28), word('*', '#', '$', '@', '=', 'a')),
      follow: '',
    },
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
