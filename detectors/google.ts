import type { Detector } from '../src/engine/types.ts';
import { bigramRarity, wordCover } from '../src/engine/text.ts';
import {
  Random,
  base62,
  base64,
  base64url,
  contextual,
  isPlaceholder,
  made,
  nodeCrypto,
  oneOf,
  seq,
  token,
  upperAlnum,
} from './helpers.ts';

/** Made once: keys cannot be made from a seed. */
let pair: { privateKey: string } | undefined;

export default [
  token({
    id: 'google-api-key',
    title: 'Google API key',
    vendor: 'google',
    shape: seq('AIza', base64url(35)),
    revoke: 'https://console.cloud.google.com/apis/credentials',
    documentation: 'https://cloud.google.com/docs/authentication/api-keys',
  }),
  token({
    id: 'google-oauth-client-secret',
    title: 'Google OAuth client secret',
    vendor: 'google',
    severity: 'critical',
    shape: seq('GOCSPX-', base64url(28)),
    companion: { name: 'client id', pattern: /\d{6,16}-[a-z0-9]{20,40}\.apps\.googleusercontent\.com/ },
    revoke: 'https://console.cloud.google.com/apis/credentials',
    documentation: 'https://developers.google.com/identity/protocols/oauth2',
  }),
  token({
    id: 'google-oauth-access-token',
    title: 'Google OAuth access token',
    vendor: 'google',
    severity: 'medium',
    shape: seq('ya29.', base64url(60, 1200)),
    reach: { before: 8, after: 1400 },
    documentation: 'https://developers.google.com/identity/protocols/oauth2#size',
  }),
  token({
    id: 'google-oauth-refresh-token',
    title: 'Google OAuth refresh token',
    vendor: 'google',
    shape: seq('1//0', base64url(40, 160)),
    revoke: 'https://myaccount.google.com/permissions',
    documentation: 'https://developers.google.com/identity/protocols/oauth2#expiration',
  }),
  token({
    id: 'google-hmac-access-id',
    title: 'Google Cloud Storage HMAC access id',
    vendor: 'google',
    severity: 'medium',
    shape: seq('GOOG', upperAlnum(1), upperAlnum(20, 57)),
    confidence: 'possible',
    documentation: 'https://cloud.google.com/storage/docs/authentication/hmackeys',
  }),
  contextual({
    id: 'google-hmac-secret',
    title: 'Google Cloud Storage HMAC secret',
    vendor: 'google',
    names: [
      'goog1',
      'hmac secret',
      'gcs secret',
      'gcs hmac',
      'gcs key',
      'gcs access',
      'gcp secret',
      'google storage',
    ],
    shape: base64(40),
    example: 'GCS_HMAC_SECRET',
    documentation: 'https://cloud.google.com/storage/docs/authentication/hmackeys',
  }),
  token({
    id: 'firebase-cloud-messaging-key',
    title: 'Firebase Cloud Messaging server key',
    vendor: 'google',
    shape: seq('AAAA', base64url(7), ':APA91b', base64url(134, 162)),
    documentation: 'https://firebase.google.com/docs/cloud-messaging/auth-server',
  }),
  token({
    id: 'google-recaptcha-secret',
    title: 'reCAPTCHA key',
    vendor: 'google',
    severity: 'low',
    shape: { ...seq('6L', base62(6), 'AAAAA', base64url(27)), prefix: '' },
    keywords: ['aaaaa'],
    confidence: 'possible',
    documentation: 'https://developers.google.com/recaptcha/docs/verify',
  }),
  contextual({
    id: 'google-oauth-client-secret-old',
    title: 'Google OAuth client secret (old form)',
    vendor: 'google',
    names: ['google', 'gmail', 'youtube'],
    words: ['secret'],
    shape: base64url(24),
    example: 'GOOGLE_CLIENT_SECRET',
    documentation: 'https://developers.google.com/identity/protocols/oauth2',
  }),
  token({
    id: 'google-gemini-oauth-token',
    title: 'Google AI Studio key',
    vendor: 'google',
    shape: seq('AQ.', 'Ab', base64url(40, 60)),
    documentation: 'https://ai.google.dev/gemini-api/docs/api-key',
  }),
  {
    id: 'google-service-account-key',
    title: 'Google service account key',
    vendor: 'google',
    severity: 'critical',
    keywords: ['service_account'],
    pattern:
      /\\?"type\\?"\s{0,20}:\s{0,20}\\?"service_account\\?"[^]{0,600}?\\?"private_key\\?"\s{0,20}:\s{0,20}\\?"(?<secret>-----BEGIN (?:RSA )?PRIVATE KEY-----[^"-]{100,6000}-----END (?:RSA )?PRIVATE KEY-----(?:\\{1,4}n)?)/,
    reach: { before: 40, after: 7000 },
    publicPrefix: 27,
    check(value) {
      try {
        const key = nodeCrypto().createPrivateKey(value.replace(/\\+n/g, '\n'));
        return {
          verdict: 'valid',
          note: `service account, RSA ${key.asymmetricKeyDetails?.modulusLength ?? ''}`,
        };
      } catch {
        return { verdict: 'unknown', note: 'the key does not parse as a whole' };
      }
    },
    revoke: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
    documentation: 'https://cloud.google.com/iam/docs/keys-create-delete',
    examples() {
      const { privateKey } = (pair ??= nodeCrypto().generateKeyPairSync('rsa', {
        modulusLength: 1024,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      }));
      const json = JSON.stringify({
        type: 'service_account',
        project_id: 'p',
        private_key_id: 'k',
        private_key: privateKey,
      });
      return {
        hits: [{ text: json, secret: JSON.stringify(privateKey).slice(1, -1) }],
        misses: ['{"type": "service_account", "project_id": "p"}'],
      };
    },
  },
  contextual({
    id: 'firebase-database-secret',
    title: 'Firebase database secret',
    vendor: 'google',
    names: ['firebase'],
    words: ['secret', 'key', 'token', 'auth'],
    shape: oneOf(base62(40), base64url(152)),
    example: 'FIREBASE_DATABASE_SECRET',
    documentation: 'https://firebase.google.com/docs/database/rest/auth',
  }),
  {
    id: 'google-app-password',
    title: 'Google app password',
    vendor: 'google',
    severity: 'critical',
    confidence: 'likely',
    keywords: ['gmail', 'google', 'app_password', 'apppassword'],
    pattern:
      /(?:gmail|google|app_?password)[^]{0,120}?(?:password|passwd|pass|pwd|secret|key)\w{0,12}["'\]]{0,2}\s{0,4}(?:=>|[:=,(])\s{0,4}["']?(?<![A-Za-z])(?<secret>[a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4}|[a-z]{16})(?![A-Za-z0-9 _.-])/i,
    reach: { before: 160, after: 260 },
    check: (value) => {
      if (isPlaceholder(value)) return { verdict: 'example', note: 'placeholder' };
      const text = value.replaceAll(' ', '');
      return text !== text.toLowerCase() || wordCover(text) > 0.3 || bigramRarity(text) < 4.6
        ? { verdict: 'invalid' }
        : { verdict: 'unknown', note: 'sixteen letters, as app passwords are' };
    },
    revoke: 'https://myaccount.google.com/apppasswords',
    documentation: 'https://support.google.com/accounts/answer/185833',
    examples() {
      const random = new Random('google-app-password');
      const value = Array.from({ length: 4 }, () => random.chars('bcdfghjklmnpqrstvwxz', 4)).join(' ');
      const whole = random.chars('bcdfghjklmnpqrstvwxz', 16);
      return {
        hits: [
          { text: `GMAIL_APP_PASSWORD="${value}"`, secret: value },
          { text: `gmail_user: me\n  gmail_pass: ${whole}`, secret: whole },
        ],
        misses: [
          'gmail password: internationally',
          'GMAIL_PASSWORD="abcd efgh"',
          'google key = yourpasswordhere',
        ],
      };
    },
  },
  token({
    id: 'google-chat-webhook',
    title: 'Google Chat webhook',
    vendor: 'google',
    shape: {
      ...made(
        seq('chat.googleapis.com/v1/spaces/', base64url(11)),
        (r) =>
          `chat.googleapis.com/v1/spaces/${r.base62(11)}/messages?key=AIza${r.base62(35)}&token=${r.base62(43)}`,
      ),
      source:
        'chat\\.googleapis\\.com/v1/spaces/[0-9A-Za-z_-]{8,24}/messages\\?key=[0-9A-Za-z_-]{30,50}&token=[0-9A-Za-z_%-]{30,80}(?:%3D|=)?',
    },
    keywords: ['chat.googleapis.com/v1/spaces/'],
    documentation: 'https://developers.google.com/workspace/chat/quickstart/webhooks',
  }),
  token({
    id: 'google-calendar-private-url',
    title: 'Google Calendar secret address',
    vendor: 'google',
    severity: 'medium',
    shape: {
      ...made(
        seq('calendar.google.com/calendar/ical/', base62(20)),
        (r) =>
          `calendar.google.com/calendar/ical/${r.lowerAlnum(12)}%40gmail.com/private-${r.hex(32)}/basic.ics`,
      ),
      source: 'calendar\\.google\\.com/calendar/ical/[\\w%.@-]{3,120}/private-[0-9a-f]{32}/basic\\.ics',
      follow: '',
    },
    keywords: ['calendar.google.com/calendar/ical/'],
    documentation: 'https://support.google.com/calendar/answer/37648',
  }),
] satisfies Detector[];
