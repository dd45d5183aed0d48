/** A look at a keyword goes no further than this: one line back and two lines on, for what is not a block. */
const linesAfter = 3;

/** Line ends around the keywords of one buffer, met from left to right: every line end is looked for once. */
export class LineWindow {
  readonly #bytes: Buffer;
  /** The next line ends after the last keyword; the buffer's length where there is none. */
  readonly #ends = new Float64Array(linesAfter).fill(-1);
  /** Where the line before the last keyword's begins, and the keyword's own line. */
  #previous = 0;
  #line = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Moves on to a keyword that ends at `end`. */
  seek(end: number): void {
    const ends = this.#ends;
    if (end <= (ends[0] as number)) return;
    const bytes = this.#bytes;
    const known = ends.findIndex((at) => at >= end);
    let at: number;
    if (known === -1) {
      at = end;
      const line = bytes.lastIndexOf(0x0a, end - 1);
      this.#line = line + 1;
      this.#previous = line <= 0 ? 0 : bytes.lastIndexOf(0x0a, line - 1) + 1;
      ends.fill(-1);
    } else {
      this.#previous = known === 1 ? this.#line : (ends[known - 2] as number) + 1;
      this.#line = (ends[known - 1] as number) + 1;
      ends.copyWithin(0, known);
      ends.fill(-1, linesAfter - known);
      at = (ends[linesAfter - known - 1] as number) + 1;
    }
    for (let i = 0; i < linesAfter; i++) {
      if ((ends[i] as number) >= 0) continue;
      const found = at > bytes.length ? -1 : bytes.indexOf(0x0a, at);
      ends[i] = found === -1 ? bytes.length : found;
      at = (ends[i] as number) + 1;
    }
  }

  /** Where the line before begins. */
  get from(): number {
    return this.#previous;
  }

  /** Where the second line after ends. */
  get to(): number {
    return this.#ends[linesAfter - 1] as number;
  }
}

/** Whether a match that ends at `to` goes no further than a window would from its keyword's end. */
export function withinLines(bytes: Uint8Array, end: number, to: number): boolean {
  let lines = 0;
  for (let at = end; at < to; at++) if (bytes[at] === 0x0a && ++lines === linesAfter) return false;
  return true;
}
