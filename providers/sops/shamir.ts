import { randomBytes } from 'node:crypto';
import { StoreError } from '../../src/migration/store.ts';

/**
 * Shamir's secret sharing over GF(2^8) as SOPS has it from Vault: a share is the values of one random polynomial a
 * byte, then its x coordinate.
 * @see https://github.com/getsops/sops/blob/v3.13.3/shamir/shamir.go
 */
export function split(secret: Uint8Array, parts: number, threshold: number): Uint8Array[] {
  if (threshold < 2 || parts < threshold || parts > 255) {
    throw new StoreError('usage', 'the threshold of key groups must be at least 2 and at most their number');
  }
  const shares = Array.from({ length: parts }, (_, i) => {
    const share = new Uint8Array(secret.length + 1);
    share[secret.length] = i + 1;
    return share;
  });
  for (const [index, byte] of secret.entries()) {
    const coefficients = Uint8Array.from([byte, ...randomBytes(threshold - 1)]);
    for (const [i, share] of shares.entries()) share[index] = evaluate(coefficients, i + 1);
  }
  return shares;
}

/** Puts a secret together again. @throws {StoreError} `failed` on shares that do not belong together */
export function combine(shares: readonly Uint8Array[]): Uint8Array {
  const length = shares[0]?.length ?? 0;
  const xs = shares.map((share) => share.at(-1) ?? 0);
  if (shares.length < 2 || length < 2 || shares.some((share) => share.length !== length)) {
    throw new StoreError('failed', 'the shares of the data key do not belong together');
  }
  if (new Set(xs).size !== xs.length || xs.includes(0)) {
    throw new StoreError('failed', 'two shares of the data key are the same');
  }
  const secret = new Uint8Array(length - 1);
  for (let index = 0; index < secret.length; index++) {
    let value = 0;
    for (const [i, share] of shares.entries()) {
      let basis = 1;
      for (const [j, x] of xs.entries()) {
        if (i !== j) basis = multiply(basis, multiply(x, inverse(x ^ (xs[i] as number))));
      }
      value ^= multiply(share[index] as number, basis);
    }
    secret[index] = value;
  }
  return secret;
}

function evaluate(coefficients: Uint8Array, x: number): number {
  return coefficients.reduceRight((sum, coefficient) => multiply(sum, x) ^ coefficient, 0);
}

/** a^254, which is the inverse in a group of 255 elements. */
function inverse(a: number): number {
  let result = 1;
  for (let i = 0; i < 254; i++) result = multiply(result, a);
  return result;
}

/** The product modulo x^8 + x^4 + x^3 + x + 1, without branches on the operands. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = ((product << 1) ^ (-(product >> 7) & 0x11b)) & 0xff;
    product ^= -((b >> bit) & 1) & a;
  }
  return product;
}
