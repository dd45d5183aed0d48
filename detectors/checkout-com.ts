import type { Detector } from '../src/engine/types.ts';
import { lowerAlnum, seq, token, uuid, word } from './helpers.ts';

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
  token({
    id: 'checkout-com-legacy-secret-key',
    title: 'Checkout.com secret key (old form)',
    vendor: 'checkout-com',
    shape: seq(word('sk_', 'sk_test_'), uuid),
    severity: 'critical',
    documentation: documentation,
  }),
] satisfies Detector[];
