import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  privateDecrypt,
  publicEncrypt,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
} from 'node:crypto';
import { Stanza, type Identity, type Recipient } from 'age-encryption';
import { StoreError } from '../../src/migration/store.ts';

/**
 * SSH keys as age recipients and identities.
 * @see https://github.com/FiloSottile/age/blob/v1.3.1/agessh/agessh.go
 */

const ED25519_LABEL = 'age-encryption.org/v1/ssh-ed25519';
const RSA_LABEL = Buffer.from('age-encryption.org/v1/ssh-rsa');
const P = 2n ** 255n - 19n;

type PublicPart =
  | { readonly type: 'ssh-ed25519'; readonly blob: Buffer; readonly point: Buffer }
  | { readonly type: 'ssh-rsa'; readonly blob: Buffer; readonly key: KeyObject };

/** @throws {StoreError} `usage` for a key that age cannot encrypt to */
export function sshRecipient(line: string): Recipient {
  const part = parsePublic(Buffer.from(line.split(/\s+/)[1] ?? '', 'base64'));
  if (part === undefined || part.type !== line.split(/\s/)[0]) {
    throw new StoreError(
      'usage',
      'not an ssh public key that age can encrypt to (ssh-ed25519, or ssh-rsa of 2048 bits)',
    );
  }
  return {
    wrapFileKey: (fileKey) => [part.type === 'ssh-rsa' ? wrapRsa(part, fileKey) : wrapEd25519(part, fileKey)],
  };
}

/** The identity of an unencrypted private key; undefined for anything else. */
export function sshIdentity(pem: string): Identity | undefined {
  const opened = parsePrivate(pem);
  if (opened === undefined) return undefined;
  const { part, seed, key } = opened;
  const tag = fingerprint(part.blob);
  return {
    unwrapFileKey: (stanzas) => {
      for (const stanza of stanzas) {
        if (stanza.args[0] !== part.type || stanza.args[1] !== tag) continue;
        const fileKey =
          part.type === 'ssh-rsa'
            ? unwrapRsa(key, stanza)
            : unwrapEd25519(seed ?? Buffer.alloc(0), part, stanza);
        if (fileKey !== undefined) return fileKey;
      }
      return null;
    },
  };
}

function wrapRsa(part: PublicPart & { type: 'ssh-rsa' }, fileKey: Uint8Array): Stanza {
  const body = publicEncrypt(
    { key: part.key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: RSA_LABEL },
    fileKey,
  );
  return new Stanza(['ssh-rsa', fingerprint(part.blob)], body);
}

function unwrapRsa(key: KeyObject | undefined, stanza: Stanza): Uint8Array | undefined {
  if (key === undefined) return undefined;
  try {
    return privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: RSA_LABEL },
      stanza.body,
    );
  } catch {
    return undefined;
  }
}

function wrapEd25519(part: PublicPart & { type: 'ssh-ed25519' }, fileKey: Uint8Array): Stanza {
  const ephemeral = generateKeyPairSync('x25519');
  const share = rawPublic(ephemeral.publicKey);
  const secret = tweaked(part, dh(ephemeral.privateKey, part.point));
  const key = Buffer.from(hkdfSync('sha256', secret, Buffer.concat([share, part.point]), ED25519_LABEL, 32));
  const body = aead(key, fileKey);
  return new Stanza(['ssh-ed25519', fingerprint(part.blob), unpadded(share)], body);
}

function unwrapEd25519(
  seed: Buffer,
  part: PublicPart & { type: 'ssh-ed25519' },
  stanza: Stanza,
): Uint8Array | undefined {
  const share = Buffer.from(stanza.args[2] ?? '', 'base64');
  if (share.length !== 32) return undefined;
  const scalar = createHash('sha512').update(seed).digest().subarray(0, 32);
  try {
    const secret = tweaked(part, dh(rawPrivate(scalar), share));
    const key = Buffer.from(
      hkdfSync('sha256', secret, Buffer.concat([share, part.point]), ED25519_LABEL, 32),
    );
    return open(key, Buffer.from(stanza.body));
  } catch {
    return undefined;
  }
}

/** The shared secret, tied to the ssh key by one more multiplication. */
function tweaked(part: PublicPart, secret: Buffer): Buffer {
  const tweak = Buffer.from(hkdfSync('sha256', Buffer.alloc(0), part.blob, ED25519_LABEL, 32));
  return dh(rawPrivate(tweak), secret);
}

function dh(privateKey: KeyObject, point: Uint8Array): Buffer {
  const spki = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), point]);
  return diffieHellman({
    privateKey,
    publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
  });
}

function rawPrivate(scalar: Uint8Array): KeyObject {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), scalar]);
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}

function rawPublic(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** ChaCha20-Poly1305 with a zero nonce: every key is used once. */
function aead(key: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Uint8Array, body: Buffer): Buffer {
  const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
  decipher.setAuthTag(body.subarray(-16));
  return Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]);
}

function fingerprint(blob: Uint8Array): string {
  return unpadded(createHash('sha256').update(blob).digest().subarray(0, 4));
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

function parsePublic(blob: Buffer): PublicPart | undefined {
  const fields = sshStrings(blob);
  const type = fields?.[0]?.toString('latin1');
  if (type === 'ssh-ed25519' && fields?.[1]?.length === 32) {
    return { type, blob, point: montgomery(fields[1]) };
  }
  if (type === 'ssh-rsa' && fields?.[1] !== undefined && fields[2] !== undefined) {
    const number = (bytes: Buffer): string => bytes.subarray(bytes[0] === 0 ? 1 : 0).toString('base64url');
    const jwk = { kty: 'RSA', e: number(fields[1]), n: number(fields[2]) };
    if (fields[2].length < 256) return undefined;
    return { type, blob, key: createPublicKey({ key: jwk, format: 'jwk' }) };
  }
  return undefined;
}

function sshStrings(blob: Buffer): Buffer[] | undefined {
  const out: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const length = blob.readUInt32BE(at);
    if (at + 4 + length > blob.length) return undefined;
    out.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return at === blob.length ? out : undefined;
}

/** The Montgomery u of an Edwards point: (1 + y) / (1 - y). */
function montgomery(point: Buffer): Buffer {
  const little = Buffer.from(point);
  little[31] = (little[31] as number) & 0x7f;
  const y = BigInt(`0x${little.reverse().toString('hex')}`) % P;
  const u = ((1n + y) * power((1n - y + P) % P, P - 2n)) % P;
  return Buffer.from(u.toString(16).padStart(64, '0'), 'hex').reverse();
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

interface Opened {
  readonly part: PublicPart;
  readonly seed?: Buffer;
  readonly key?: KeyObject;
}

function parsePrivate(pem: string): Opened | undefined {
  try {
    const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\sA-Za-z0-9+/=]+)-----END/.exec(pem)?.[1];
    if (body !== undefined) return parseOpenSsh(Buffer.from(body, 'base64'));
    if (!/-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(pem)) return undefined;
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'rsa') return undefined;
    const jwk = key.export({ format: 'jwk' });
    return rsaOpened(key, Buffer.from(jwk.e ?? '', 'base64url'), Buffer.from(jwk.n ?? '', 'base64url'));
  } catch {
    return undefined;
  }
}

function rsaOpened(key: KeyObject, e: Buffer, n: Buffer): Opened | undefined {
  const positive = (bytes: Buffer): Buffer =>
    ((bytes[0] ?? 0) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
  const blob = Buffer.concat(['ssh-rsa', positive(e), positive(n)].map(sshString));
  const part = parsePublic(blob);
  return part === undefined ? undefined : { part, key };
}

function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as Buffer);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The container of OpenSSH, unencrypted: PROTOCOL.key of openssh-portable. */
function parseOpenSsh(bytes: Buffer): Opened | undefined {
  const magic = 'openssh-key-v1\0';
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return undefined;
  let at = magic.length;
  const next = (): Buffer => {
    const length = bytes.readUInt32BE(at);
    const field = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return field;
  };
  const cipher = next().toString('latin1');
  next();
  next();
  if (cipher !== 'none' || bytes.readUInt32BE(at) !== 1) return undefined;
  at += 4;
  const part = parsePublic(next());
  const inner = next();
  const fields = sshStringsLoose(inner.subarray(8));
  if (part?.type === 'ssh-ed25519') {
    const seed = fields[2]?.subarray(0, 32);
    return seed?.length === 32 ? { part, seed } : undefined;
  }
  if (part?.type !== 'ssh-rsa') return undefined;
  const [, n, e, d, iqmp, p, q] = fields;
  if (n === undefined || e === undefined || d === undefined) return undefined;
  if (iqmp === undefined || p === undefined || q === undefined) return undefined;
  const big = (value: Buffer): bigint => BigInt(`0x${value.toString('hex')}`);
  const number = (value: bigint): string => {
    const hex = value.toString(16);
    return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
  };
  const jwk = {
    kty: 'RSA',
    n: number(big(n)),
    e: number(big(e)),
    d: number(big(d)),
    p: number(big(p)),
    q: number(big(q)),
    dp: number(big(d) % (big(p) - 1n)),
    dq: number(big(d) % (big(q) - 1n)),
    qi: number(big(iqmp)),
  };
  return { part, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
}

/** The fields of a private section; padding follows the last one. */
function sshStringsLoose(bytes: Buffer): Buffer[] {
  const out: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) break;
    out.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return out;
}
