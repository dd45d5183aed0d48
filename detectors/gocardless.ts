import type { Detector } from '../src/engine/types.ts';
import { base64url, seq, token, word } from './helpers.ts';

const documentation = 'https://developer.gocardless.com/getting-started/api/using-postman/';

export default [
  token({
    id: 'gocardless-access-token',
    title: 'GoCardless access token',
    vendor: 'gocardless',
    severity: 'critical',
    shape: seq(word('live_', 'sandbox_'), base64url(40)),
    keywords: ['live_'],
    check: (value) => (/^live_\d{6,10}_/.test(value) ? { verdict: 'invalid' } : { verdict: 'unknown' }),
    confidence: 'possible',
    documentation,
  }),
] satisfies Detector[];
