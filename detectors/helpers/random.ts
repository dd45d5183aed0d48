/** Character sets that tokens are made of. */
export const ALPHABET = {
  digits: '0123456789',
  hex: '0123456789abcdef',
  upperHex: '0123456789ABCDEF',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lowerAlnum: '0123456789abcdefghijklmnopqrstuvwxyz',
  upperAlnum: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  base64url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
} as const;

/** Characters and bytes from a seed, so that an example is the same on every run without standing in a file. */
export class Random {
  #state: number;

  constructor(seed: string) {
    let h = 0x811c9dc5;
    for (let i = 0; i < seed.length; i++) h = Math.imul(h ^ seed.charCodeAt(i), 0x01000193);
    this.#state = h >>> 0;
  }

  /** An integer from 0 to `n` - 1 (mulberry32). */
  below(n: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
  }

  chars(alphabet: string, n: number): string {
    let s = '';
    while (s.length < n) s += alphabet[this.below(alphabet.length)] ?? '';
    return s;
  }

  pick<T>(from: readonly T[]): T {
    const value = from[this.below(from.length)];
    if (value === undefined) throw new Error('pick from nothing');
    return value;
  }

  bytes(n: number): Uint8Array {
    return Uint8Array.from({ length: n }, () => this.below(256));
  }

  digits(n: number): string {
    return this.chars(ALPHABET.digits, n);
  }
  hex(n: number): string {
    return this.chars(ALPHABET.hex, n);
  }
  upper(n: number): string {
    return this.chars(ALPHABET.upper, n);
  }
  lower(n: number): string {
    return this.chars(ALPHABET.lower, n);
  }
  lowerAlnum(n: number): string {
    return this.chars(ALPHABET.lowerAlnum, n);
  }
  upperAlnum(n: number): string {
    return this.chars(ALPHABET.upperAlnum, n);
  }
  base62(n: number): string {
    return this.chars(ALPHABET.base62, n);
  }
  base64(n: number): string {
    return this.chars(ALPHABET.base64, n);
  }
  base64url(n: number): string {
    return this.chars(ALPHABET.base64url, n);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const y = this.chars('89ab', 1);
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${y}${this.hex(3)}-${this.hex(12)}`;
  }
}
