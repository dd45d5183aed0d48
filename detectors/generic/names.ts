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

function opensSomething(bytes: Uint8Array, start: number, end: number): boolean {
  // `key="name" value="…"`: the name is what counts.
  if (isAttribute(bytes, start, end)) return false;
  const before = String.fromCharCode(...bytes.subarray(Math.max(0, start - 24), start));
  if (harmless.test(before)) return false;
  return openers.test(before) || !/[A-Za-z0-9]$/.test(before) || bytes[start] === 0x4b;
}

/** An XML attribute of that name, followed by one with the value. */
function isAttribute(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start - 1] !== 0x20 || bytes[end] !== 0x3d || bytes[end + 1] !== 0x22) return false;
  return / value ?=/i.test(String.fromCharCode(...bytes.subarray(end, end + 120)));
}

/** `totp`, `otp_secret`, `userOtp`; not the middle of another word. */
function isWord(bytes: Uint8Array, start: number): boolean {
  const before = bytes[start - 1] ?? 0;
  const letter = (before | 0x20) >= 0x61 && (before | 0x20) <= 0x7a;
  return !letter || ((bytes[start] as number) & 0x20) === 0;
}

/** A sentence: `did not pass "--quiet" on`. */
function isVerb(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 4 || bytes[end] !== 0x20 || bytes[start - 1] !== 0x20) return false;
  const before = bytes[start - 2] as number;
  return before >= 0x61 && before <= 0x7a;
}

/** `clave`, `mdp`, `psk`, `pepper`: also ends of other words. */
function isShortWord(bytes: Uint8Array, start: number): boolean {
  const first = (bytes[start] as number) | 0x20;
  const third = (bytes[start + 2] as number) | 0x20;
  // cla, mdp, psk, pep
  return (
    (first === 0x63 && third === 0x61) ||
    (first === 0x6d && third === 0x70) ||
    (first === 0x70 && (third === 0x6b || third === 0x70))
  );
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
      'contrase\xc3\xb1a',
      'contrase\xf1a',
      'clave',
      'parola',
      'mot_de_passe',
      'mot-de-passe',
      'mot de passe',
      'motdepasse',
      'mdp',
      'wachtwoord',
      'haslo',
      'has\xc5\x82o',
      'losenord',
      'l\xc3\xb6senord',
      'adgangskode',
      'salasana',
      // пароль, 密码, 密碼, パスワード, 비밀번호
      '\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c',
      '\xe5\xaf\x86\xe7\xa0\x81',
      '\xe5\xaf\x86\xe7\xa2\xbc',
      '\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89',
      '\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8',
      'userpw',
      'bindpw',
      'rootpw',
      '_pw',
      '-pw',
      'dbpw',
      'psk',
      'pepper',
    ],
    // A file of that name: /etc/passwd. Short words stand alone.
    left: (bytes, start, end) =>
      bytes[start - 1] !== 0x2f &&
      !isVerb(bytes, start, end) &&
      (end - start > 6 || !isShortWord(bytes, start) || isWord(bytes, start)),
    examples: examples('generic-password', 'db_password'),
  }),
  assignment({
    id: 'generic-pw',
    title: 'Password',
    severity: 'high',
    keywords: ['pw=', 'pw:', 'pw =', 'pw"', "pw'"],
    word: 'pw',
    left: isWord,
    examples: examples('generic-pw', 'pw'),
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
    keywords: ['secret', 'credential', 'creds', 'authentication', 'authorization', 'auth', 'hmac'],
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
