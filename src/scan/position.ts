/** Lines and columns from 1; columns in code points; of the text as stored. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** How text is stored. */
export function encodingOf(bytes: Buffer): Encoding {
  if (bytes.length < 2) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Without a byte order mark: text in a Latin script has a zero in every second byte.
  const sample = Math.min(bytes.length & ~1, 256);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const pairs = sample / 2;
  if (odd > pairs * 0.8 && even < pairs * 0.2) return 'utf-16le';
  if (even > pairs * 0.8 && odd < pairs * 0.2) return 'utf-16be';
  return 'utf-8';
}

/** The offset behind each line feed of a range: where the second line begins, the third, and so on. */
export function lineFeeds(bytes: Buffer, encoding: Encoding, from = 0, to = bytes.length): number[] {
  const starts: number[] = [];
  const wide = encoding !== 'utf-8';
  const high = encoding === 'utf-16be' ? 0 : 1;
  for (let at = bytes.indexOf(10, from); at !== -1 && at < to; at = bytes.indexOf(10, at + 1)) {
    if (!wide) starts.push(at + 1);
    // The line feed is the unit 0x000A: its other byte is zero, and it stands on an even offset.
    else if (high === 1 && at % 2 === 0 && bytes[at + 1] === 0) starts.push(at + 2);
    else if (high === 0 && at % 2 === 1 && bytes[at - 1] === 0) starts.push(at + 1);
  }
  return starts;
}

/** Text as stored; what is no text becomes U+FFFD. */
export function decodeText(bytes: Buffer, encoding: Encoding): string {
  return encoding === 'utf-8' ? bytes.toString('utf8') : new TextDecoder(encoding).decode(bytes);
}

/** Translates byte offsets of one file into lines and columns. Builds its table as far as it is asked. */
export class Positions {
  readonly #bytes: Buffer;
  readonly #encoding: Encoding;
  readonly #firstLine: number;
  readonly #starts = [0];
  /** Line feeds before this are in the table. */
  #known = 0;

  /** @param firstLine - the number of the line that `bytes` starts with, for a window of a large file */
  constructor(bytes: Uint8Array, firstLine = 1) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#encoding = encodingOf(this.#bytes);
    this.#firstLine = firstLine;
  }

  at(offset: number): Position {
    const starts = this.#starts;
    if (offset > this.#known) {
      for (const start of lineFeeds(this.#bytes, this.#encoding, this.#known, offset)) starts.push(start);
      this.#known = offset;
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + this.#firstLine, column: this.#codePoints(starts[low] ?? 0, offset) + 1 };
  }

  #codePoints(start: number, end: number): number {
    let count = 0;
    if (this.#encoding === 'utf-8') {
      // Continuation bytes (10xxxxxx) do not start a code point; nor does a byte order mark count as a column.
      let at = start === 0 && this.#bytes.indexOf('\u{FEFF}') === 0 ? 3 : start;
      for (; at < end; at++) if (((this.#bytes[at] ?? 0) & 0xc0) !== 0x80) count++;
      return count;
    }
    const high = this.#encoding === 'utf-16be' ? 0 : 1;
    for (let at = start; at + 1 < end; at += 2) {
      const unit = this.#bytes[at + high] ?? 0;
      const mark = at === 0 && (unit === 0xfe || unit === 0xff);
      const lowSurrogate = unit >= 0xdc && unit <= 0xdf;
      if (!mark && !lowSurrogate) count++;
    }
    return count;
  }
}
