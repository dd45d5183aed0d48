import type { Detector } from '../src/engine/types.ts';
import { Random, base62, contextual, hex, isPlaceholder, seq, token, word } from './helpers.ts';

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
  {
    id: 'twilio-account-credentials',
    title: 'Twilio auth token beside its account',
    vendor: 'twilio',
    severity: 'critical',
    // The first digit belongs to the keyword, which needs three bytes.
    keywords: Array.from('0123456789abcdef', (digit) => `ac${digit}`),
    quick: (bytes, start, end) => {
      if (bytes[start] !== 0x41 || bytes[start + 1] !== 0x43) return false;
      for (let i = end; i < end + 31; i++) {
        const byte = bytes[i] ?? 0;
        if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
      }
      return true;
    },
    pattern:
      /(?<![0-9A-Za-z])(?<sid>AC[0-9a-f]{32})[^0-9A-Za-z]{1,8}(?:[A-Za-z_]{2,24}[^0-9A-Za-z]{1,6})?(?<secret>[0-9a-f]{32})(?![0-9A-Za-z])/,
    reach: { before: 8, after: 110 },
    check: (value) =>
      isPlaceholder(value) ? { verdict: 'example', note: 'placeholder' } : { verdict: 'unknown' },
    revoke,
    documentation,
    examples() {
      const random = new Random('twilio-account-credentials');
      const secret = random.hex(32);
      const sid = `AC${random.hex(32)}`;
      return {
        hits: [
          { text: `Client("${sid}", "${secret}")`, secret },
          { text: `curl -u ${sid}:${secret} https://api.test`, secret },
        ],
        misses: [`${sid}, ${'x'.repeat(32)}`, `AC${random.hex(20)}:${secret}`],
      };
    },
  },
] satisfies Detector[];
