import { remember } from './remember.ts';

/**
 * What a key says of the value under it. `password`: it is one, however plain it looks. `secret`: it may be one.
 * `vague`: the key is too common to say much (`key`, `secret` alone). `other`: it is something else, whatever words
 * the key holds besides (`tokenUrl`, `keywords`, `passwordPolicy`).
 */
export type NameSays = 'password' | 'secret' | 'vague' | 'other';

/** Behind the word that tells: which one, of which place, how it is written. */
const TAIL =
  /^(?:\d+|v\d+|prod|production|dev|development|stag|stage|staging|test|testing|qa|uat|local|live|old|new|backup|primary|secondary|default|value|val|plain|plaintext|text|raw|string|str|base64|b64|hex|env|base|main|current|previous|next|eu|us|in|out|my)$/;

const PASSWORD =
  /(?:password|passwd|passwort|passphrase|passphrases|passwords|passcode|passwrd|pswd|pwd|psw|senha|kennwort|contrasena|parola|rootpw|userpw|dbpw|adminpw)$/;
/** `pass` ends other words too: `bypass`, `compass`. */
const PASS =
  /^(?:db|sql|mysql|pg|postgres|redis|mongo|rabbit|user|root|admin|smtp|mail|ldap|ftp|http|basic|auth|keystore|truststore|key|store|my|require|master|client|server|bind|sudo|become|ssh|proxy|wifi|vnc|jmx|jdbc|service|trust|cert)?pass$/;

const SECRET =
  /(?:secrets?|tokens?|credentials?|creds|authorization|bearer|jwt|hmac|auth|totp|otp|mfa|dsn|pat|psk|cookie|salt|mnemonic|seed|connectionstrings?)$/;
const KEY = /keys?$/;
/** Before `key`: what a store of secrets, a map or a table calls by that word. */
const NO_KEY =
  /^(?:public|pub|gpg|pgp|ssh|host|foreign|primary|partition|sort|sorting|range|hash|cache|unique|composite|row|map|dict|arrow|hot|shortcut|message|label|group|index|object|property|field|column|query|lookup|list|item|parent|child|routing|event|metric|config|setting|option|attribute|feature|tag|node|topology|taint|ref|remote|data|username|user|password|passwd|pass|existing|annotation|search|dedup|key|mon|tur|don|wal|file|limits?|requests?)$/;

/** What a key ends with when the secret stands elsewhere, or is only spoken of. */
const NOISE =
  /^(?:files?|filename|paths?|names?|urls?|uri|type|kind|polic(?:y|ies)|length|len|size|count|ttl|expir(?:es|y|ation)|timeout|duration|interval|lifetime|age|time|mtime|date|alg|algo|algorithm|format|enabled?|disabled?|required|optional|allowed|methods?|mode|provider|providers|endpoint|hosts?|hostname|port|namespace|ids?|ref|refs|reference|selector|fields?|header|headers|prefix|suffix|labels?|annotations?|class|networks?|cidrs?|mount|dir|directory|folder|volume|version|hash|hashed|digest|checksum|fingerprint|encoding|schema|server|issuer|audience|scopes?|users?|username|usernames|login|email|domain|mechanism|plugin|module|backend|store|rotation|rotate|rules?|strategy|params?|parameters?|description|title|message|hint|help|regex|pattern|min|max|strength|keys?|template|placeholder|image|repository|tag|resources?|status|state|action|actions|permissions?|role|roles|group|groups|context|config|configuration|settings?|options?|review|reviewer|reader|delegator|manager|operator|controller|service|account|sources?|target|env|vars?|list|map|index|column|table|input|output|required)$/;
/** A word by which a key says, in its midst, that it is about a secret: `TOKEN_GITHUB`, `PASSWORD_MYSQL`. */
const MENTION = /^(?:password|passwd|pwd|pass|passphrase|secret|token|apikey|auth|credential|jwt)$/;

/** Ends of words that only look like one of the above. */
const FALSE_END = /(?:turnkey|monkey|donkey|hockey|jockey|whiskey|turkey|bypass|compass|oauth)$/;

/** The words of a key: `DB_PASSWORD`, `dbPassword`, `db.password`, `HTTPToken`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** What a key says of its value. */
export const nameSays: (name: string) => NameSays = remember(judgeName);

function judgeName(name: string): NameSays {
  const words = wordsOf(name.length > 300 ? name.slice(-300) : name);
  while (words.length > 1 && TAIL.test(words.at(-1) ?? '')) words.pop();
  if (words.includes('checksum')) return 'other';
  const last = (words.at(-1) ?? '').replace(/(?<=[a-z]{3})\d+$/, '');
  const before = words.at(-2);
  if (PASSWORD.test(last) || PASS.test(last) || last === 'pw') return 'password';
  if (before === 'pass' && (last === 'word' || last === 'phrase')) return 'password';
  if (KEY.test(last) && !FALSE_END.test(last)) {
    if (last === 'key' || last === 'keys') {
      if (before === undefined) return 'vague';
      return NO_KEY.test(before) ? 'other' : 'secret';
    }
    return NO_KEY.test(last.replace(KEY, '')) ? 'other' : 'secret';
  }
  if (!SECRET.test(last) || FALSE_END.test(last)) {
    const mentioned = words.some(
      (word, i) => MENTION.test(word) || (word === 'key' && words[i - 1] === 'api'),
    );
    return last === 'oauth' || (mentioned && !NOISE.test(last)) ? 'vague' : 'other';
  }
  if (words.length > 1) return 'secret';
  return /^(?:secrets?|auth|pat|cookie|seed|salt|mfa|otp)$/.test(last) ? 'vague' : 'secret';
}
