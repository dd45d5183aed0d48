import type { Detector } from '../../src/engine/types.ts';
import { Random, fromBase64, isPrintable, toBase64 } from '../helpers.ts';

const documentation = 'https://www.rfc-editor.org/rfc/rfc7617';

export default [
  {
    id: 'basic-authorization',
    title: 'HTTP basic authorization',
    vendor: 'generic',
    severity: 'high',
    keywords: ['basic '],
    pattern: /(?<![A-Za-z])[Bb]asic (?<secret>[A-Za-z0-9+/]{8,400}={0,2})(?![A-Za-z0-9+/=])/,
    check(value) {
      const text = fromBase64(value);
      if (text === undefined || !isPrintable(text)) return { verdict: 'invalid' };
      const colon = text.indexOf(0x3a);
      if (colon === -1) return { verdict: 'invalid' };
      const [user, password] = [text.subarray(0, colon).toString(), text.subarray(colon + 1).toString()];
      // Of the standard, https://www.rfc-editor.org/rfc/rfc7617#section-2
      if (password === 'open sesame') return { verdict: 'example', note: "the standard's example" };
      if (user === password) return { verdict: 'example', note: "the password is the user's name" };
      if (colon === text.length - 1) return { verdict: 'example', note: 'the password is empty' };
      return { verdict: 'unknown', note: 'decodes to user:password' };
    },
    documentation,
    examples() {
      const random = new Random('basic-authorization');
      const secret = toBase64(`${random.lower(6)}:${random.base62(12)}`);
      return {
        hits: [{ text: `Authorization: Basic ${secret}`, secret }],
        misses: ['Authorization: Basic auth', 'the basic authentication scheme'],
      };
    },
  },
  {
    id: 'bearer-authorization',
    title: 'HTTP bearer token',
    vendor: 'generic',
    severity: 'high',
    generic: true,
    keywords: ['bearer '],
    pattern:
      /(?<![A-Za-z])[Bb](?:earer|EARER) {1,2}(?<secret>[A-Za-z0-9._~+/-]{12,2000}={0,2})(?![A-Za-z0-9._~+/=-])/,
    reach: { before: 0, after: 600 },
    documentation: 'https://www.rfc-editor.org/rfc/rfc6750',
    examples() {
      const random = new Random('bearer-authorization');
      const secret = random.base62(40);
      return {
        hits: [{ text: `Authorization: Bearer ${secret}`, secret }],
        misses: ['Authorization: Bearer <token>', 'a bearer authentication_scheme'],
      };
    },
  },
  {
    id: 'token-authorization',
    title: 'HTTP authorization by a token',
    vendor: 'generic',
    severity: 'high',
    generic: true,
    judgedAs: 'token',
    anchored: true,
    keywords: ['authorization'],
    pattern:
      /authorization\\{0,3}["'\]]{0,3}[ \t]{0,4}(?:=>|[:=,])[ \t]{0,4}\\{0,3}["'`]?(?:token|api-?key|key|bot|secret|geniekey|sso-key|oauth)[ \t]{1,2}(?:token=)?\\{0,3}["']?(?<secret>[A-Za-z0-9._~+/:-]{12,400}={0,2})(?![A-Za-z0-9._~+/=-])/i,
    reach: { before: 0, after: 480 },
    documentation: 'https://www.rfc-editor.org/rfc/rfc7235',
    examples() {
      const random = new Random('token-authorization');
      const secret = random.base62(40);
      return {
        hits: [
          { text: `Authorization: Token ${secret}`, secret },
          { text: `headers: { Authorization: 'token ${secret}' }`, secret },
          { text: `"Authorization": "ApiKey ${secret}"`, secret },
        ],
        misses: ['Authorization: Token <token>', 'authorization: token ${process.env.GITHUB_TOKEN}'],
      };
    },
  },
] satisfies Detector[];
