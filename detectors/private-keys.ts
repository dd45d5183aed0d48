import type { KeyObject } from 'node:crypto';

import type { CheckResult, Detector } from '../src/engine/types.ts';
import { LEFT, Random, isBech32, nodeCrypto, toBech32 } from './helpers.ts';
import { holdsPublishedKey, isPublishedKey } from './helpers/published-keys.ts';

/** Undoes what carriers do to line ends: `\n` in JSON, indents in YAML, quotes and `+` in code. */
function normalise(text: string): string {
  const label = /-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(text)?.[1] ?? '';
  const inner = text
    .replace(/-----(?:BEGIN|END) [A-Z0-9 ]{1,60}-----/g, '')
    .replace(/\\+[nr]/g, '\n')
    // `+` and `/` are base64 too: only those outside of quotes, or of a comment, go.
    .replace(/["'`][ \t]*\+[ \t]*$|^[ \t]*\+[ \t]*(?=["'`])|^[ \t]*(?:\/\/|\/?\*)[ \t]/gm, '')
    .trim();
  // Headers of encrypted keys end at an empty line; the rest is base64.
  const headers = /^(?:[A-Za-z-]+: .*\n?)+/.exec(inner)?.[0] ?? '';
  const body = inner.slice(headers.length).replace(/[^A-Za-z0-9+/=]/g, '');
  const lines = body.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${headers === '' ? '' : `${headers.trim()}\n\n`}${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** `n` or `x` of the key; undefined for kinds that a JWK cannot hold (DSA, rare curves). */
function publicPart(key: KeyObject): unknown {
  try {
    const { n, x } = nodeCrypto().createPublicKey(key).export({ format: 'jwk' });
    return n ?? x;
  } catch {
    return undefined;
  }
}

/** Parses the key: type, size, encrypted or not. A truncated or made-up body is no key that opens anything. */
function checkPem(text: string): CheckResult {
  const label = /-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(text)?.[1] ?? '';
  if (/\.{3}|…|\.\s*-----END/.test(text)) return { verdict: 'example', note: 'shortened' };
  if (label.startsWith('PGP')) return checkPgp(text);
  const pem = normalise(text);
  if (label === 'OPENSSH PRIVATE KEY') return checkOpenSsh(pem);
  if (label === 'ENCRYPTED PRIVATE KEY' || /Proc-Type: 4,ENCRYPTED/.test(text))
    return { verdict: 'unknown', note: 'encrypted private key: as strong as its passphrase' };
  try {
    const key = nodeCrypto().createPrivateKey(pem);
    if (isPublishedKey(publicPart(key))) return { verdict: 'published', note: 'a published example key' };
    const size = key.asymmetricKeyDetails?.modulusLength ?? key.asymmetricKeyDetails?.namedCurve ?? '';
    return {
      verdict: 'valid',
      note: `${(key.asymmetricKeyType ?? 'key').toUpperCase()} ${size}, not encrypted`.replace(' ,', ','),
    };
  } catch {
    // Code that writes a key has the header, but no line of one.
    return /[A-Za-z0-9+/]{40}/.test(text)
      ? { verdict: 'unknown', note: 'the key does not parse as a whole' }
      : { verdict: 'invalid' };
  }
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function checkOpenSsh(pem: string): CheckResult {
  const bytes = Buffer.from(pem.replace(/-----[^-]*-----|\s/g, ''), 'base64');
  if (bytes.toString('latin1', 0, 15) !== 'openssh-key-v1\0')
    return { verdict: 'unknown', note: 'the key does not parse as a whole' };
  const length = bytes.length >= 19 ? bytes.readUInt32BE(15) : 0;
  const cipher = length <= 64 ? bytes.toString('latin1', 19, 19 + length) : '';
  if (holdsPublishedKey(bytes)) return { verdict: 'published', note: 'a published example key' };
  if (cipher === 'none') return { verdict: 'valid', note: 'OpenSSH private key, not encrypted' };
  return { verdict: 'unknown', note: 'OpenSSH private key, encrypted: as strong as its passphrase' };
}

function checkPgp(text: string): CheckResult {
  const body = text
    .replace(/\\+[nr]/g, '\n')
    .replace(/-----[^-]*-----/g, '')
    .replace(/^[ \t]*[A-Za-z]+:.*$/gm, '')
    .replace(/=[A-Za-z0-9+/]{4}\s*$/, '')
    .replace(/[^A-Za-z0-9+/=]/g, '');
  // Packet tag 5 is a secret key: old format 0x94-0x97, new format 0xc5.
  const first = Buffer.from(body.slice(0, 8), 'base64')[0] ?? 0;
  return first === 0xc5 || (first & 0xfc) === 0x94
    ? { verdict: 'valid', note: 'PGP secret key packet' }
    : { verdict: 'unknown' };
}

const labels = '(?:RSA |DSA |EC |ENCRYPTED |OPENSSH |ANY |SSH2 ENCRYPTED )?PRIVATE KEY|PGP PRIVATE KEY BLOCK';

/** Made once: keys cannot be made from a seed. */
const made = new Map<string, string>();

function pem(passphrase = ''): string {
  const known = made.get(passphrase);
  if (known !== undefined) return known;
  const { privateKey } = nodeCrypto().generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const key = privateKey
    .export({
      type: 'pkcs8',
      format: 'pem',
      ...(passphrase === '' ? {} : { cipher: 'aes-256-cbc', passphrase }),
    })
    .toString();
  made.set(passphrase, key);
  return key;
}

/** The same block is a key that opens something, or one that needs a passphrase first. */
function isEncrypted(result: CheckResult): boolean {
  return result.note?.includes('passphrase') === true;
}

const block = {
  vendor: 'generic',
  keywords: ['private key-----', 'private key block-----'],
  pattern: new RegExp(
    `-----BEGIN (?:${labels})-----(?=(?:[^-]|-(?!----)){0,200}[A-Za-z0-9+/]{16})(?:[^-]|-(?!----)){30,24000}(?:-----END (?:${labels})-----)?`,
  ),
  reach: { before: 48, after: 24_000 },
  publicPrefix: (value: string) => value.indexOf('-----', 5) + 5,
  documentation: 'https://www.rfc-editor.org/rfc/rfc7468',
} as const;

export default [
  {
    ...block,
    id: 'private-key',
    title: 'Private key',
    severity: 'critical',
    check(value) {
      const result = checkPem(value);
      return isEncrypted(result) ? { verdict: 'invalid' } : result;
    },
    examples() {
      const key = pem();
      return {
        hits: [
          { text: key, secret: key.trim() },
          { text: `{"key": ${JSON.stringify(key)}}`, secret: JSON.stringify(key.trim()).slice(1, -1) },
        ],
        misses: [
          '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
          `-----BEGIN RSA PRIVATE KEY-----MIIE${new Random('cut').base64(60)}\\n.-----END RSA PRIVATE KEY-----`,
          `-----BEGIN PUBLIC KEY-----\n${new Random('pub').base64(64)}\n-----END PUBLIC KEY-----`,
          'append("-----BEGIN PRIVATE KEY-----\\n")\nencodeBase64LinesOfIt(key.encoded)\nappend("-----END PRIVATE KEY-----\\n")',
        ],
      };
    },
  },
  {
    ...block,
    id: 'encrypted-private-key',
    title: 'Private key with a passphrase',
    severity: 'medium',
    confidence: 'possible',
    check(value) {
      const result = checkPem(value);
      return isEncrypted(result) ? result : { verdict: 'invalid' };
    },
    examples() {
      const key = pem('a passphrase');
      return {
        hits: [
          { text: key, secret: key.trim() },
          { text: `{"key": ${JSON.stringify(key)}}`, secret: JSON.stringify(key.trim()).slice(1, -1) },
        ],
        misses: [pem()],
      };
    },
  },
  {
    id: 'putty-private-key',
    title: 'PuTTY private key',
    vendor: 'generic',
    severity: 'critical',
    keywords: ['putty-user-key-file-'],
    pattern:
      /PuTTY-User-Key-File-[23]: (?:[^P]|P(?!uTTY-User|rivate-MAC|rivate-Hash)){40,14000}Private-(?:MAC|Hash): [0-9a-f]{40,64}/,
    reach: { before: 0, after: 14_000 },
    publicPrefix: 20,
    check: (value) =>
      /Encryption: none/.test(value)
        ? { verdict: 'valid', note: 'PuTTY key, not encrypted' }
        : { verdict: 'unknown', note: 'PuTTY key, encrypted: as strong as its passphrase' },
    documentation: 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html',
    examples() {
      const random = new Random('putty');
      const key = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 1\n${random.base64(64)}\nPrivate-Lines: 1\n${random.base64(44)}\nPrivate-MAC: ${random.hex(64)}`;
      return { hits: [{ text: key, secret: key }], misses: ['PuTTY-User-Key-File-3: ssh-rsa'] };
    },
  },
  {
    id: 'age-secret-key',
    title: 'age secret key',
    vendor: 'age',
    severity: 'critical',
    keywords: ['age-secret-key-'],
    pattern: new RegExp(
      `${LEFT}AGE-SECRET-KEY-(?:PQ-)?1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{50,110}(?![A-Z0-9])`,
    ),
    publicPrefix: 15,
    check: (value) =>
      isBech32(value)
        ? { verdict: 'valid', note: 'checksum ok' }
        : { verdict: 'unknown', note: 'checksum does not match' },
    documentation: 'https://github.com/C2SP/C2SP/blob/main/age.md',
    examples() {
      const random = new Random('age');
      return { hits: [toBech32('age-secret-key-', random.bytes(32))], misses: ['AGE-SECRET-KEY-1EXAMPLE'] };
    },
  },
] satisfies Detector[];
