import type { Span } from '../types.ts';

/** Bytes as a program that decodes them would see them, and where they came from. */
export interface View {
  /** `base64`, `hex`, `percent`, … as the report names it; empty for a change of the character encoding alone. */
  readonly kind: string;
  readonly bytes: Buffer;
  /** The range in the buffer that this view was made from. */
  toOuter(start: number, end: number): Span;
  /** Whether something between these offsets looked different before. */
  changed(start: number, end: number): boolean;
}

/** A view of an encoded run: whatever is found in it lies at the run. */
export function runView(kind: string, bytes: Buffer, start: number, end: number): View {
  return { kind, bytes, toOuter: () => ({ start, end }), changed: () => true };
}

/** Builds a view byte by byte, with the outer range of each byte. */
export class ViewBuilder {
  readonly #bytes: Buffer;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  #length = 0;

  /** @param capacity - the most bytes that the view can have */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
    this.#starts = new Uint32Array(capacity);
    this.#ends = new Uint32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** A byte that stands for the outer bytes from `start` to `end`. */
  push(byte: number, start: number, end: number): void {
    this.#bytes[this.#length] = byte;
    this.#starts[this.#length] = start;
    this.#ends[this.#length++] = end;
  }

  /** A code point, as UTF-8. */
  pushCodePoint(code: number, start: number, end: number): void {
    if (code < 0x80) this.push(code, start, end);
    else for (const byte of Buffer.from(String.fromCodePoint(code))) this.push(byte, start, end);
  }

  finish(kind: string): View {
    const starts = this.#starts;
    const ends = this.#ends;
    return {
      kind,
      bytes: this.#bytes.subarray(0, this.#length),
      toOuter: (start, end) => ({ start: starts[start] ?? 0, end: ends[Math.max(start, end - 1)] ?? 0 }),
      changed: (start, end) => (ends[end - 1] ?? 0) - (starts[start] ?? 0) !== end - start,
    };
  }
}
