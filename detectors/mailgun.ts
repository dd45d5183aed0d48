import type { Detector } from '../src/engine/types.ts';
import { contextual, hex, oneOf, seq, token } from './helpers.ts';

const documentation = 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth';
const revoke = 'https://app.mailgun.com/settings/api_security';

export default [
  token({
    id: 'mailgun-api-key',
    title: 'Mailgun API key',
    vendor: 'mailgun',
    severity: 'critical',
    shape: seq('key-', hex(32)),
    revoke,
    documentation,
  }),
  contextual({
    id: 'mailgun-signing-key',
    title: 'Mailgun key',
    vendor: 'mailgun',
    names: ['mailgun', 'mg api', 'mg key'],
    shape: oneOf(seq(hex(32), '-', hex(8), '-', hex(8)), hex(32)),
    example: 'MAILGUN_SIGNING_KEY',
    confidence: 'likely',
    revoke,
    documentation,
  }),
  token({
    id: 'mailgun-public-key',
    title: 'Mailgun public validation key',
    vendor: 'mailgun',
    severity: 'low',
    shape: seq('pubkey-', hex(32)),
    revoke,
    documentation,
  }),
] satisfies Detector[];
