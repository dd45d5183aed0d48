import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StoreError } from '../../src/migration/store.ts';

/**
 * The types that SOPS tells apart. `bytes` is read, never written.
 * @see https://github.com/getsops/sops/blob/v3.13.3/aes/cipher.go
 */
export type ValueType = 'str' | 'int' | 'float' | 'bool' | 'time' | 'comment' | 'bytes';

/** A leaf's value: its type and the bytes that SOPS encrypts and hashes (`True`, `-12`, `1.5`, RFC 3339). */
export interface Value {
  readonly type: ValueType;
  readonly bytes: Uint8Array;
}

const TYPES: ReadonlySet<string> = new Set(['str', 'int', 'float', 'bool', 'time', 'comment', 'bytes']);
const NONCE_BYTES = 32;
const TAG_BYTES = 16;
const FORM =
  /^ENC\[AES256_GCM,data:([A-Za-z0-9+/]+={0,2}),iv:([A-Za-z0-9+/]+={0,2}),tag:([A-Za-z0-9+/]+={0,2}),type:([a-z]+)\]$/;

/** Does the text look like a value that SOPS encrypted? Says nothing of whether it decrypts. */
export function isCiphertext(text: string): boolean {
  return text.startsWith('ENC[AES256_GCM,') && text.endsWith(']');
}

/** The additional data of a value: its map keys, each followed by a colon. List indices are not part of it. */
export function additionalData(keys: readonly string[]): string {
  return `${keys.join(':')}:`;
}

/** Encrypts one value. The empty string stays empty: SOPS never encrypts it. */
export function encryptValue(value: Value, key: Uint8Array, aad: string): string {
  if (value.bytes.length === 0) return '';
  const iv = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(aad, 'utf8'));
  const data = Buffer.concat([cipher.update(value.bytes), cipher.final()]);
  const part = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return `ENC[AES256_GCM,data:${part(data)},iv:${part(iv)},tag:${part(cipher.getAuthTag())},type:${value.type}]`;
}

/**
 * Decrypts one value. Stricter than SOPS: base64 must be canonical, the tag whole, nothing may follow the bracket.
 * @throws {StoreError} `failed` when it is no ciphertext or was tampered with
 */
export function decryptValue(text: string, key: Uint8Array, aad: string): Value {
  if (text === '') return { type: 'str', bytes: new Uint8Array() };
  const match = FORM.exec(text);
  const type = match?.[4];
  const data = canonicalBase64(match?.[1]);
  const iv = canonicalBase64(match?.[2]);
  const tag = canonicalBase64(match?.[3]);
  if (data === undefined || iv === undefined || tag === undefined || type === undefined || !TYPES.has(type)) {
    throw new StoreError('failed', 'a value that should be encrypted is not in the form ENC[AES256_GCM,…]');
  }
  if (tag.length !== TAG_BYTES || iv.length < 12 || iv.length > 64) {
    throw new StoreError('failed', 'an encrypted value has a malformed nonce or tag');
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(aad, 'utf8'));
    decipher.setAuthTag(tag);
    const bytes = Buffer.concat([decipher.update(data), decipher.final()]);
    return { type: type as ValueType, bytes };
  } catch {
    throw new StoreError(
      'failed',
      'an encrypted value does not decrypt: it, or a key above it, was changed after encryption',
    );
  }
}

function canonicalBase64(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** A float as Go's `strconv.FormatFloat(v, 'f', -1, 64)` writes it: the shortest digits, never an exponent. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const text = String(Math.abs(value));
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return sign + text;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A value of text. */
export function text(value: string): Value {
  return { type: 'str', bytes: Buffer.from(value, 'utf8') };
}

/** A new value for an old one: a number or boolean where both are, else text. */
export function valueLike(old: Value, bytes: Uint8Array): Value {
  const written = Buffer.from(bytes).toString('latin1');
  const { type } = old;
  if (type === 'int' && /^(?:0|-?[1-9]\d{0,17})$/.test(written)) return { type, bytes };
  if (type === 'bool' && /^(?:true|false)$/.test(written))
    return { type, bytes: Buffer.from(written === 'true' ? 'True' : 'False') };
  if (type === 'float' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(written))
    return { type, bytes: Buffer.from(formatFloat(Number(written))) };
  return { type: 'str', bytes };
}
