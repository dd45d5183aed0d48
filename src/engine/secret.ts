const encoder = new TextEncoder();
const empty = new Uint8Array();

/**
 * A secret value that cannot be printed by accident. Every conversion to text (`String()`, template literals,
 * `JSON.stringify`, `util.inspect`, `console.log`) gives the mask. The bytes come out through {@link reveal} alone,
 * and a test holds the list of files that may call it.
 */
export class Secret {
  /** Text until somebody asks for the bytes: of most values in a document nobody does. */
  #held: Uint8Array | string;
  readonly #publicPrefix: string;

  /**
   * @param bytes - the value as the program that reads it would see it (decoded; no quotes)
   * @param publicPrefix - leading characters that the vendor gives to every token of this kind (`AKIA`, `ghp_`);
   *   the only part of a value that a mask may show
   */
  constructor(bytes: Uint8Array, publicPrefix = '') {
    this.#held = bytes;
    this.#publicPrefix = publicPrefix;
  }

  /** A secret from text, stored as UTF-8. */
  static fromText(text: string, publicPrefix = ''): Secret {
    const secret = new Secret(empty, publicPrefix);
    secret.#held = text;
    return secret;
  }

  /** The public prefix, if any, and `****`. */
  get mask(): string {
    return `${this.#publicPrefix}****`;
  }

  /** The length of the value in bytes, as a class that says little: `<8`, `8-15`, `16-31`, `32-63`, `64+`. */
  get lengthClass(): LengthClass {
    const n = Secret.reveal(this).length;
    if (n < 8) return '<8';
    if (n < 16) return '8-15';
    if (n < 32) return '16-31';
    return n < 64 ? '32-63' : '64+';
  }

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  toString(): string {
    return this.mask;
  }

  toJSON(): string {
    return this.mask;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Secret(${this.mask})`;
  }

  /** @internal use {@link reveal} */
  static reveal(secret: Secret): Uint8Array {
    if (typeof secret.#held === 'string') secret.#held = encoder.encode(secret.#held);
    return secret.#held;
  }
}

/** A value's length in bytes, as a class that says little. */
export type LengthClass = '<8' | '8-15' | '16-31' | '32-63' | '64+';

/**
 * The bytes of a secret. The only way out of the opaque class: callers are listed in `tests/engine/secret.test.ts`,
 * each with its reason (a store's put, comparison after read-back, encrypt, mac, compose, splice).
 */
export function reveal(secret: Secret): Uint8Array {
  return Secret.reveal(secret);
}
