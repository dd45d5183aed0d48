/** Text of a file, with a way back from its UTF-16 offsets to bytes. */
export interface DecodedText {
  readonly text: string;
  toByte(offset: number): number;
}

/** Decodes UTF-8 (a byte order mark stays, so that offsets are the file's); undefined if it is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): DecodedText | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  if (text.length === bytes.length) return { text, toByte: (offset) => offset };
  let table: Uint32Array | undefined;
  return {
    text,
    toByte(offset) {
      table ??= byteOffsets(text);
      return table[Math.min(offset, text.length)] ?? bytes.length;
    },
  };
}

function byteOffsets(text: string): Uint32Array {
  const table = new Uint32Array(text.length + 1);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    table[i] = at;
    const unit = text.charCodeAt(i);
    if (unit < 0x80) at += 1;
    else if (unit < 0x800) at += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff) {
      // The pair's second half starts where the whole character does.
      table[++i] = at;
      at += 4;
    } else at += 3;
  }
  table[text.length] = at;
  return table;
}

/** Line numbers, from 1, for offsets that are asked in any order. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}
