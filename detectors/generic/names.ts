import type { Detector } from '../../src/engine/types.ts';
import { Random } from '../helpers.ts';
import { assignment } from './assignment.ts';

function examples(id: string, name: string): Detector['examples'] {
  return () => {
    const random = new Random(id);
    return {
      hits: [random.base62(20), random.base62(24)].map((secret, i) => ({
        text: i === 0 ? `${name.toUpperCase()}=${secret}` : `const x = { "${name}": "${secret}" };`,
        secret,
      })),
      misses: [
        `${name} = os.environ["${name.toUpperCase()}"]`,
        `${name}: \${${name.toUpperCase()}}`,
        `${name}=changeme`,
      ],
    };
  };
}

/** What `key` stands after, at the name's end, for it to open something: an array's or a map's key is none. */
const openers =
  /(?:api|app|application|access|secret|private|encryption|encrypt|decrypt|signing|sign|master|auth|consumer|licen[sc]e|account|service|shared|webhook|session|storage|client|subscription|server|admin|root|project|integration|write|read|ingest|deploy|push|merchant|partner|developer|dev|prod|test|live|user|hmac|aes|rsa|jwt|crypto|cipher|security|cookie|bot|site|maps?|google|aws|azure|stripe|[a-z]{2,20}[_-])[-_ .]?$/i;

/** Keys that are public or no keys at all: of rows, maps, translations, the keyboard. */
const harmless =
  /(?:public|pub|gpg|pgp|foreign|primary|partition|sort|sorting|range|hash|cache|unique|composite|row|map|dict|arrow|hot|short|shortcut|i18n|translation|message|label|group|index|object|property|field|column|query|lookup|storage|react|list|item|parent|child|routing|event|metric|config|setting|option|attribute|feature|tag|node|any|each|the|a|this|which|mon|tur|don)[-_ .]?$/i;

function opensSomething(bytes: Uint8Array, start: number): boolean {
  const before = String.fromCharCode(...bytes.subarray(Math.max(0, start - 24), start));
  if (harmless.test(before)) return false;
  return openers.test(before) || !/[A-Za-z0-9]$/.test(before) || bytes[start] === 0x4b;
}

/** `totp`, `otp_secret`, `userOtp`; not the middle of another word. */
function isWord(bytes: Uint8Array, start: number): boolean {
  const before = bytes[start - 1] ?? 0;
  const letter = (before | 0x20) >= 0x61 && (before | 0x20) <= 0x7a;
  return !letter || ((bytes[start] as number) & 0x20) === 0;
}

/** Passwords, tokens, keys and secrets by the name on their left. */
export default [
  assignment({
    id: 'generic-password',
    title: 'Password',
    severity: 'high',
    keywords: [
      'password',
      'passwd',
      'passphrase',
      'passwort',
      'passcode',
      'passwrd',
      'pass',
      'pwd',
      'pswd',
      'psw',
      'senha',
      'kennwort',
      'contrasena',
      'parola',
      'userpw',
      'dbpw',
    ],
    // A file of that name: /etc/passwd.
    left: (bytes, start) => bytes[start - 1] !== 0x2f,
    examples: examples('generic-password', 'db_password'),
  }),
  assignment({
    id: 'generic-token',
    title: 'Token',
    severity: 'high',
    keywords: ['token', 'jwt', 'bearer', 'ticket'],
    examples: examples('generic-token', 'auth_token'),
  }),
  assignment({
    id: 'generic-api-key',
    title: 'API or access key',
    severity: 'high',
    keywords: ['key'],
    left: opensSomething,
    examples: examples('generic-api-key', 'service_api_key'),
  }),
  assignment({
    id: 'generic-secret',
    title: 'Secret',
    severity: 'high',
    keywords: ['secret', 'credential', 'authentication', 'authorization', 'auth', 'hmac'],
    examples: examples('generic-secret', 'client_secret'),
  }),
  assignment({
    id: 'generic-one-time-secret',
    title: 'Secret of one-time passwords',
    severity: 'high',
    keywords: ['totp', 'otp', 'mfa'],
    left: isWord,
    examples: examples('generic-one-time-secret', 'totp_seed'),
  }),
] satisfies Detector[];
