import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, lowerAlnum, seq, token, word } from './helpers.ts';

const documentation = 'https://developer.paypal.com/api/rest/authentication/';

export default [
  token({
    id: 'paypal-braintree-access-token',
    title: 'Braintree access token',
    vendor: 'paypal',
    severity: 'critical',
    shape: seq('access_token$', word('production', 'sandbox'), '$', lowerAlnum(16), '$', hex(32)),
    documentation,
  }),
  contextual({
    id: 'paypal-client-secret',
    title: 'PayPal client secret',
    vendor: 'paypal',
    severity: 'critical',
    names: ['paypal'],
    shape: base64url(80),
    example: 'PAYPAL_CLIENT_SECRET',
    confidence: 'likely',
    documentation,
  }),
  contextual({
    id: 'braintree-private-key',
    title: 'Braintree private key',
    vendor: 'paypal',
    severity: 'critical',
    names: ['braintree'],
    shape: hex(32),
    example: 'BRAINTREE_PRIVATE_KEY',
    documentation,
  }),
] satisfies Detector[];
