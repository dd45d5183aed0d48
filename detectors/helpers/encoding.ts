import { crc32 } from 'node:zlib';

import { ALPHABET } from './random.ts';

/** The bytes of base64 text, standard or URL alphabet, padded or not; `undefined` if it is not that. */
export function fromBase64(text: string): Buffer | undefined {
  const bare = text
    .replace(/={1,2}$/, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) return undefined;
  return Buffer.from(bare, 'base64');
}

export function toBase64(data: string | Uint8Array): string {
  return Buffer.from(data).toString('base64');
}

export function toBase64url(data: string | Uint8Array): string {
  return Buffer.from(data).toString('base64url');
}

/** The number, in base 62 (`0-9A-Za-z`), padded with zeros on the left. */
function toBase62(n: number, width: number): string {
  let s = '';
  for (let rest = n; rest > 0; rest = Math.floor(rest / 62)) s = (ALPHABET.base62[rest % 62] ?? '') + s;
  return s.padStart(width, '0');
}

/**
 * The six characters at the end of GitHub's and npm's tokens: CRC-32 of the random part, in base 62.
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function crcBase62(random: string): string {
  return toBase62(crc32(random), 6);
}

/** CRC-32 in base 36, as at the end of GitLab's routable tokens. */
export function crcBase36(payload: string, width = 7): string {
  return crc32(payload).toString(36).padStart(width, '0');
}

/** CRC-32 as eight hex digits. */
export function crcHex(payload: string): string {
  return crc32(payload).toString(16).padStart(8, '0');
}

/** The object that JSON text holds; `undefined` if it is anything else. Errors are not passed on: they quote the text. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // no JSON
  }
  return undefined;
}

/** True if every byte is printable ASCII, tab or a line end. */
export function isPrintable(bytes: Uint8Array): boolean {
  return bytes.every((b) => (b >= 0x20 && b < 0x7f) || b === 9 || b === 10 || b === 13);
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

function bech32Polymod(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let chk = 1;
  for (const v of values) {
    const top = chk >>> 25;
    chk = ((chk & 0x1ffffff) << 5) ^ v;
    for (const [i, g] of generator.entries()) if ((top >>> i) & 1) chk ^= g;
  }
  return chk >>> 0;
}

function bech32Prefix(hrp: string): number[] {
  const codes = Array.from(hrp, (c) => c.charCodeAt(0));
  return [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31)];
}

/** Whether bech32 text (BIP 173, of any length, as age uses it) ends in the right checksum. */
export function isBech32(text: string): boolean {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return false;
  const lower = text.toLowerCase();
  const split = lower.lastIndexOf('1');
  if (split < 1 || lower.length - split < 7) return false;
  const values = Array.from(lower.slice(split + 1), (c) => BECH32.indexOf(c));
  return !values.includes(-1) && bech32Polymod([...bech32Prefix(lower.slice(0, split)), ...values]) === 1;
}

/** Bech32 text, in upper case as age writes its identities. */
export function toBech32(hrp: string, data: Uint8Array): string {
  const values: number[] = [];
  let bits = 0;
  let acc = 0;
  for (const byte of data) {
    acc = ((acc << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      values.push((acc >> bits) & 31);
    }
  }
  if (bits > 0) values.push((acc << (5 - bits)) & 31);
  const lower = hrp.toLowerCase();
  const sum = bech32Polymod([...bech32Prefix(lower), ...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  for (let i = 0; i < 6; i++) values.push((sum >>> (5 * (5 - i))) & 31);
  return `${lower}1${values.map((v) => BECH32[v]).join('')}`.toUpperCase();
}
