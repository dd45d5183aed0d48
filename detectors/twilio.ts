import type { Detector } from '../src/engine/types.ts';
import { base62, contextual, hex, seq, token, word } from './helpers.ts';

const documentation = 'https://www.twilio.com/docs/iam/api-keys';
const revoke = 'https://console.twilio.com/';

export default [
  token({
    id: 'twilio-api-key',
    title: 'Twilio API key',
    vendor: 'twilio',
    // The first digit belongs to the keyword, which needs three bytes.
    shape: seq(word(...Array.from('0123456789abcdef', (digit) => `SK${digit}`)), hex(31)),
    publicPrefix: 2,
    confidence: 'likely',
    revoke,
    documentation,
  }),
  contextual({
    id: 'twilio-auth-token',
    title: 'Twilio auth token',
    vendor: 'twilio',
    severity: 'critical',
    names: ['twilio'],
    shape: hex(32),
    example: 'TWILIO_AUTH_TOKEN',
    companion: { name: 'account SID', pattern: /(?<![A-Za-z0-9])AC[0-9a-f]{32}(?![0-9a-f])/ },
    revoke,
    documentation,
  }),
  contextual({
    id: 'twilio-api-secret',
    title: 'Twilio API key secret',
    vendor: 'twilio',
    names: ['twilio'],
    shape: base62(32),
    example: 'TWILIO_API_SECRET',
    words: ['secret', 'key', 'token'],
    documentation,
  }),
] satisfies Detector[];
