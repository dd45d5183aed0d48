import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The storage is of a kind that this reader does not know; git itself may. */
export class UnsupportedStorage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsupportedStorage';
  }
}

const headerBytes = 8 + 256 * 4;

/** An open pack index, version 2. https://git-scm.com/docs/pack-format */
export class PackIndex {
  readonly #file: number;
  readonly #hashBytes: number;
  readonly #header = Buffer.alloc(headerBytes);
  readonly count: number;

  /** Throws {@link UnsupportedStorage} for another version or a file that cannot be an index. */
  constructor(path: string, hashBytes: number) {
    this.#hashBytes = hashBytes;
    this.#file = openSync(path, 'r');
    const header = this.#header;
    const size = fstatSync(this.#file).size;
    const whole = readSync(this.#file, header, 0, headerBytes, 0) === headerBytes;
    this.count = whole ? header.readUInt32BE(8 + 255 * 4) : 0;
    if (!whole || header.readUInt32BE(0) !== 0xff744f63 || header.readUInt32BE(4) !== 2) {
      this.close();
      throw new UnsupportedStorage('a pack index of a version other than 2');
    }
    if (size < headerBytes + this.count * (hashBytes + 8) + 2 * hashBytes) {
      this.close();
      throw new UnsupportedStorage('a pack index that is cut short');
    }
  }

  /** Has it the object with this id? Reads a few ids alone. */
  has(oid: string): boolean {
    const id = Buffer.from(oid, 'hex');
    const first = id[0] ?? 0;
    let low = first === 0 ? 0 : this.#header.readUInt32BE(8 + (first - 1) * 4);
    let high = Math.min(this.count, this.#header.readUInt32BE(8 + first * 4));
    const there = Buffer.alloc(this.#hashBytes);
    while (low < high) {
      const middle = (low + high) >> 1;
      this.#read(there, there.length, headerBytes + middle * there.length);
      const order = there.compare(id);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  /** Copies the object ids to `target`, a row each. */
  readIds(target: Uint8Array): void {
    this.#read(target, this.count * this.#hashBytes, headerBytes);
  }

  /** The offsets in the pack, in the order of the ids. One outside of any file is -1. */
  readOffsets(): Float64Array {
    const { count } = this;
    const small = Buffer.allocUnsafe(count * 4);
    const start = headerBytes + count * (this.#hashBytes + 4);
    this.#read(small, small.length, start);
    const offsets = new Float64Array(count);
    const largeAt = start + small.length;
    let large: Buffer | undefined;
    for (let i = 0; i < count; i++) {
      const value = small.readUInt32BE(i * 4);
      if (value < 0x80000000) {
        offsets[i] = value;
        continue;
      }
      large ??= this.#readLarge(largeAt);
      const at = (value - 0x80000000) * 8;
      const wide = at + 8 <= large.length ? large.readBigUInt64BE(at) : -1n;
      offsets[i] = wide <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wide) : -1;
    }
    return offsets;
  }

  #readLarge(at: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.#file).size - 2 * this.#hashBytes - at));
    this.#read(bytes, bytes.length, at);
    return bytes;
  }

  #read(target: Uint8Array, length: number, position: number): void {
    let done = 0;
    while (done < length) {
      const read = readSync(this.#file, target, done, Math.min(length - done, 1 << 28), position + done);
      if (read === 0) throw new UnsupportedStorage('a pack index that is cut short');
      done += read;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
