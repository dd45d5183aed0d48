import type { ConsumerReference, DocumentKind, ValueClass } from '../../../src/manifests/index.ts';

/** A document, what is to be read from it, and what is not. */
export interface Case {
  readonly title: string;
  readonly path: string;
  readonly text: string | Uint8Array;
  readonly kind?: DocumentKind;
  /** Address to class and value (`undefined`: any value). */
  readonly values: Readonly<Record<string, readonly [ValueClass, string | undefined]>>;
  /** Texts that no value of class `literal` or `secret` may have. */
  readonly clean?: readonly string[];
  readonly consumers?: readonly (Partial<Pick<ConsumerReference, 'key' | 'via' | 'variable'>> & {
    readonly name: string;
  })[];
}

let state = 0x2545f491;

/** A value that looks like a secret, built when the tests run, so that no file holds one. */
export function value(length = 20): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  let text = 'k';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += letters[(state >>> 8) % letters.length] ?? '';
  }
  return text;
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
