import type { CheckResult, Detector } from '../src/engine/types.ts';
import { base62, base64, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.stripe.com/keys';
const revoke = 'https://dashboard.stripe.com/apikeys';

/** Of others with the same prefix: hex digits are a key of Paystack or UploadThing, `key_` in base64 one of WorkOS. */
const ownKey = (value: string): CheckResult =>
  /_(?:[0-9a-f]{40}|[0-9a-f]{64})$|_a2V5X/.test(value) ? { verdict: 'invalid' } : { verdict: 'unknown' };

export default [
  token({
    id: 'stripe-secret-key',
    title: 'Stripe secret key',
    vendor: 'stripe',
    severity: 'critical',
    shape: seq('sk_', word('live', 'prod'), '_', base62(10, 247)),
    check: ownKey,
    revoke,
    documentation,
  }),
  token({
    id: 'stripe-test-secret-key',
    title: 'Stripe test secret key',
    vendor: 'stripe',
    severity: 'medium',
    shape: seq('sk_', 'test', '_', base62(10, 247)),
    check: ownKey,
    revoke,
    documentation,
  }),
  token({
    id: 'stripe-restricted-key',
    title: 'Stripe restricted key',
    vendor: 'stripe',
    severity: 'critical',
    shape: seq('rk_', word('live', 'test', 'prod'), '_', base62(10, 247)),
    revoke,
    documentation,
  }),
  token({
    id: 'stripe-webhook-secret',
    title: 'Stripe webhook secret',
    vendor: 'stripe',
    shape: seq('whsec_', base64(24, 64)),
    revoke,
    documentation,
  }),
  token({
    id: 'stripe-organization-key',
    title: 'Stripe organization key',
    vendor: 'stripe',
    severity: 'critical',
    shape: seq('sk_org_', word('live', 'test'), '_', base62(10, 247)),
    revoke,
    documentation,
  }),
] satisfies Detector[];
