import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, oneOf, seq, token, word } from './helpers.ts';

const documentation = 'https://workos.com/docs/reference/api-authentication';

export default [
  contextual({
    id: 'workos-api-key',
    title: 'WorkOS API key',
    vendor: 'workos',
    names: ['workos'],
    shape: seq('sk_', oneOf(seq(word('live', 'test'), '_', base62(30, 80)), base62(40, 110))),
    example: 'WORKOS_API_KEY',
    confidence: 'likely',
    documentation,
  }),
  token({
    id: 'workos-secret-key',
    title: 'WorkOS secret key',
    vendor: 'workos',
    shape: seq(word('sk_live_a2V5X', 'sk_test_a2V5X'), base62(30, 80)),
    severity: 'critical',
    documentation: documentation,
  }),
] satisfies Detector[];
