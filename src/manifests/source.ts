/** Text with a way back to the file it came from: of a whole file, or of a file inside a value of another one. */
export interface TextSource {
  readonly text: string;
  readonly root: FileSource;
  /** Index into the root's text for an index (0 to length) into this text. */
  toRoot(index: number): number;
  /** How text that goes into this text is written in the root's text; undefined where the style cannot hold it. */
  encode(fragment: string): string | undefined;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

/** A file's bytes as text, with offsets back into bytes. The mark at the front (BOM) is part of the text. */
export class FileSource implements TextSource {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly #encoding: Encoding;
  #offsets: Uint32Array | undefined;
  #lines: number[] | undefined;

  private constructor(bytes: Uint8Array, text: string, encoding: Encoding) {
    this.bytes = bytes;
    this.text = text;
    this.#encoding = encoding;
  }

  /**
   * UTF-8, or UTF-16 with a mark.
   * @param latin1 - take what is no UTF-8 as ISO 8859-1 (`.properties`)
   * @returns undefined when the bytes are not text in one of these
   */
  static read(bytes: Uint8Array, latin1 = false): FileSource | undefined {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return FileSource.#decode(bytes, 'utf-16le');
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return FileSource.#decode(bytes, 'utf-16be');
    return (
      FileSource.#decode(bytes, 'utf-8') ??
      (latin1
        ? new FileSource(
            bytes,
            Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
            'latin1',
          )
        : undefined)
    );
  }

  static #decode(bytes: Uint8Array, encoding: Encoding): FileSource | undefined {
    try {
      const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
      return new FileSource(bytes, text, encoding);
    } catch {
      return undefined;
    }
  }

  get root(): FileSource {
    return this;
  }

  toRoot(index: number): number {
    return index;
  }

  encode(fragment: string): string {
    return fragment;
  }

  /** Byte offset of an index into the text. */
  toByte(index: number): number {
    if (this.#encoding === 'latin1') return index;
    if (this.#encoding !== 'utf-8') return index * 2;
    if (this.text.length === this.bytes.length) return index;
    this.#offsets ??= utf8Offsets(this.text);
    return this.#offsets[index] ?? this.bytes.length;
  }

  /** Bytes for text of ours, in the file's encoding; undefined where it cannot hold the text. */
  toBytes(text: string): Uint8Array | undefined {
    if (!text.isWellFormed()) return undefined;
    if (this.#encoding === 'utf-8') return new TextEncoder().encode(text);
    if (this.#encoding === 'latin1') {
      return /[^\0-\xff]/.test(text) ? undefined : Uint8Array.from(text, (c) => c.charCodeAt(0));
    }
    const bytes = Buffer.from(text, 'utf16le');
    return this.#encoding === 'utf-16be' ? bytes.swap16() : bytes;
  }

  /** Line, from 1, of an index into the text. */
  lineAt(index: number): number {
    if (this.#lines === undefined) {
      this.#lines = [];
      for (let i = this.text.indexOf('\n'); i !== -1; i = this.text.indexOf('\n', i + 1)) this.#lines.push(i);
    }
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#lines[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }
}

function utf8Offsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    offsets[i] = at;
    const code = text.charCodeAt(i);
    if (code < 0x80) at += 1;
    else if (code < 0x800) at += 2;
    else if (code >= 0xd800 && code <= 0xdbff) {
      at += 4;
      i += 1;
      offsets[i] = at;
    } else at += 3;
  }
  offsets[text.length] = at;
  return offsets;
}

/** The text of a value inside a larger text, each index mapped. Made by a format's scalar decoder. */
export class EmbeddedSource implements TextSource {
  readonly text: string;
  readonly root: FileSource;
  readonly #parent: TextSource;
  readonly #map: ArrayLike<number>;
  readonly #encode: (fragment: string) => string | undefined;

  /**
   * @param map - for every index into `text`, and its length, the index into the parent's text
   * @param encode - writes a fragment the way the parent's text holds it
   */
  constructor(
    parent: TextSource,
    text: string,
    map: ArrayLike<number>,
    encode: (fragment: string) => string | undefined,
  ) {
    this.text = text;
    this.root = parent.root;
    this.#parent = parent;
    this.#map = map;
    this.#encode = encode;
  }

  /** A range of the parent's text, taken as it stands. */
  static slice(parent: TextSource, start: number, end: number): EmbeddedSource {
    const map = Uint32Array.from({ length: end - start + 1 }, (_, i) => start + i);
    return new EmbeddedSource(parent, parent.text.slice(start, end), map, (fragment) => fragment);
  }

  toRoot(index: number): number {
    return this.#parent.toRoot(this.#map[index] ?? 0);
  }

  encode(fragment: string): string | undefined {
    const outer = this.#encode(fragment);
    return outer === undefined ? undefined : this.#parent.encode(outer);
  }
}

/** Text that stands encoded in another one: no character of it has a place of its own. */
export class DecodedSource implements TextSource {
  readonly text: string;
  readonly root: FileSource;
  readonly #start: number;

  /** @param start - index into the parent's text where the encoded run begins */
  constructor(parent: TextSource, text: string, start: number) {
    this.text = text;
    this.root = parent.root;
    this.#start = parent.toRoot(start);
  }

  toRoot(): number {
    return this.#start;
  }

  encode(): undefined {
    return undefined;
  }
}
