import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, lowerAlnum, oneOf, seq, token, word } from './helpers.ts';

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
    shape: oneOf(base64url(80), seq('E', base64url(63))),
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
    gap: 160,
    shape: hex(32),
    example: 'BRAINTREE_PRIVATE_KEY',
    documentation,
  }),
  token({
    id: 'braintree-access-token-id',
    title: 'Braintree tokenization key',
    vendor: 'paypal',
    severity: 'low',
    shape: seq(word('sandbox', 'production'), '_', lowerAlnum(8), '_', lowerAlnum(16)),
    confidence: 'possible',
    keywords: ['sandbox_', 'production_'],
    documentation: 'https://developer.paypal.com/braintree/docs/guides/authorization/tokenization-key',
  }),
] satisfies Detector[];
