import type * as NodeCrypto from 'node:crypto';

/** `node:crypto`, loaded when the first key is looked at: a scan that finds none does not pay for it. */
export function nodeCrypto(): typeof NodeCrypto {
  return process.getBuiltinModule('node:crypto');
}

export function sha256(data: Uint8Array): Buffer {
  return nodeCrypto().createHash('sha256').update(data).digest();
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * The payload of Base58Check text (version bytes included), if its checksum is right.
 * https://en.bitcoin.it/wiki/Base58Check_encoding
 */
export function fromBase58Check(text: string): Buffer | undefined {
  if (text.length > 200) return undefined;
  let n = 0n;
  for (const c of text) {
    const digit = BASE58.indexOf(c);
    if (digit < 0) return undefined;
    n = n * 58n + BigInt(digit);
  }
  const hex = n.toString(16);
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  const bytes = Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')]);
  const payload = bytes.subarray(0, -4);
  return bytes.length > 8 && sha256(sha256(payload)).subarray(0, 4).equals(bytes.subarray(-4))
    ? payload
    : undefined;
}

export function toBase58Check(payload: Uint8Array): string {
  const bytes = Buffer.concat([payload, sha256(sha256(payload)).subarray(0, 4)]);
  let n = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; n > 0n; n /= 58n) text = (BASE58[Number(n % 58n)] ?? '') + text;
  return text;
}

/** CRC-16/XMODEM, low byte first: at the end of Stellar's and NATS's keys. */
export function crc16(data: Uint8Array): Buffer {
  let crc = 0;
  for (const byte of data) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return Buffer.from([crc & 0xff, crc >> 8]);
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of base32 text (RFC 4648, no padding). */
export function fromBase32(text: string): Buffer | undefined {
  const out: number[] = [];
  let bits = 0;
  let acc = 0;
  for (const c of text) {
    const value = BASE32.indexOf(c);
    if (value < 0) return undefined;
    acc = ((acc << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((acc >> bits) & 0xff);
    }
  }
  return Buffer.from(out);
}

export function toBase32(data: Uint8Array): string {
  let text = '';
  let bits = 0;
  let acc = 0;
  for (const byte of data) {
    acc = ((acc << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(acc >> bits) & 31] ?? '';
    }
  }
  return bits > 0 ? text + (BASE32[(acc << (5 - bits)) & 31] ?? '') : text;
}
