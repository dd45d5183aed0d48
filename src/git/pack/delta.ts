/**
 * How an object came out of its base: which ranges of it are new, and which were copied from where. Reused from object
 * to object: whoever wants to keep something must copy it.
 */
export class Delta {
  /** Start and end of each new range, in order. Where two copies meet that were apart in the base, or a base's start or end was cut off, there is an empty one. */
  inserted = new Int32Array(64);
  /** Twice the number of new ranges. */
  insertedLength = 0;
  /** Start, start in the base, and length of each copied range, in order. */
  copied = new Int32Array(96);
  /** Three times the number of copied ranges. */
  copiedLength = 0;

  /** Where a range of the base went, whole: its new starts. */
  moved(start: number, end: number): number[] {
    const starts: number[] = [];
    const { copied } = this;
    for (let i = 0; i < this.copiedLength; i += 3) {
      const from = copied[i + 1] ?? 0;
      if (start >= from && end <= from + (copied[i + 2] ?? 0)) starts.push((copied[i] ?? 0) + start - from);
    }
    return starts;
  }

  reset(): void {
    this.insertedLength = 0;
    this.copiedLength = 0;
  }

  /** Notes a copy of `length` bytes; what continues the copy before it in the base too is one with it. */
  addCopy(at: number, from: number, length: number): void {
    let i = this.copiedLength;
    if (i > 0 && this.insertedEnd !== at) {
      const c = this.copied;
      const before = c[i - 1] ?? 0;
      if ((c[i - 3] ?? 0) + before === at && (c[i - 2] ?? 0) + before === from) {
        c[i - 1] = before + length;
        return;
      }
    }
    if (at === 0 ? from > 0 : this.insertedEnd !== at) this.#pushInserted(at, at);
    if (i + 3 > this.copied.length) this.copied = grow(this.copied);
    this.copied[i++] = at;
    this.copied[i++] = from;
    this.copied[i++] = length;
    this.copiedLength = i;
  }

  addInsert(at: number, length: number): void {
    if (this.insertedLength > 0 && this.insertedEnd === at) this.inserted[this.insertedLength - 1] = at + length;
    else this.#pushInserted(at, at + length);
  }

  /** Notes the end: a base's end that was cut off is a change too. */
  end(size: number, baseSize: number): void {
    const i = this.copiedLength;
    if (i > 0 && this.insertedEnd !== size && (this.copied[i - 2] ?? 0) + (this.copied[i - 1] ?? 0) !== baseSize)
      this.#pushInserted(size, size);
  }

  /** End of the last new range; -1 if there is none. */
  get insertedEnd(): number {
    return this.insertedLength === 0 ? -1 : (this.inserted[this.insertedLength - 1] ?? -1);
  }

  #pushInserted(start: number, end: number): void {
    let i = this.insertedLength;
    if (i + 2 > this.inserted.length) this.inserted = grow(this.inserted);
    this.inserted[i++] = start;
    this.inserted[i++] = end;
    this.insertedLength = i;
  }
} // prettier-ignore

function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(array.length * 2);
  next.set(array);
  return next;
}

/** A piece of a buffer. */
export interface Piece {
  readonly bytes: Buffer;
  readonly start: number;
}

/** The sizes that a delta starts with: of its base, and of what it makes. */
export class DeltaSizes {
  base = 0;
  result = 0;
  /** Where the instructions start. */
  at = 0;

  /** False when the delta is cut or its sizes have more than 63 bits. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    for (let which = 0; which < 2; which++) {
      let value = 0;
      let scale = 1;
      let byte: number;
      do {
        if (at >= end || scale > 2 ** 56) return false;
        byte = bytes[at++] ?? 0;
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte >= 128);
      if (which === 0) this.base = value;
      else this.result = value;
    }
    this.at = at;
    return true;
  }
}

/**
 * Runs a delta's instructions (https://git-scm.com/docs/pack-format#_deltified_representation).
 * False when they read outside of the base, or make another size than they said.
 */
export function applyDelta(
  instructions: Piece,
  end: number,
  base: Piece,
  baseSize: number,
  target: Piece,
  size: number,
  delta: Delta,
): boolean {
  const code = instructions.bytes;
  const from = base.bytes;
  const to = target.bytes;
  const together = from === to;
  const codeTogether = code === to;
  let at = instructions.start;
  let out = 0;
  delta.reset();
  while (at < end) {
    const op = code[at++] ?? 0;
    if (op >= 128) {
      let offset = 0;
      let length = 0;
      if ((op & 1) !== 0) offset = code[at++] ?? 0;
      if ((op & 2) !== 0) offset |= (code[at++] ?? 0) << 8;
      if ((op & 4) !== 0) offset |= (code[at++] ?? 0) << 16;
      if ((op & 8) !== 0) offset += (code[at++] ?? 0) * 0x1000000;
      if ((op & 16) !== 0) length = code[at++] ?? 0;
      if ((op & 32) !== 0) length |= (code[at++] ?? 0) << 8;
      if ((op & 64) !== 0) length |= (code[at++] ?? 0) << 16;
      if (length === 0) length = 0x10000;
      if (offset + length > baseSize || out + length > size) return false;
      const source = base.start + offset;
      if (together) to.copyWithin(target.start + out, source, source + length);
      else from.copy(to, target.start + out, source, source + length);
      delta.addCopy(out, offset, length);
      out += length;
    } else if (op !== 0) {
      if (at + op > end || out + op > size) return false;
      const place = target.start + out;
      if (op < 16) for (let i = 0; i < op; i++) to[place + i] = code[at + i] ?? 0;
      else if (codeTogether) to.copyWithin(place, at, at + op);
      else code.copy(to, place, at, at + op);
      delta.addInsert(out, op);
      at += op;
      out += op;
    } else return false;
  }
  delta.end(size, baseSize);
  return at === end && out === size;
}
