/** Names of tree entries, each kept once. Numbers count from 0. */
export class NameTable {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #ends = new Int32Array(1 << 10);
  #count = 0;
  #slots = new Int32Array(1 << 12);

  /** The number of the name that stands from `start` to `end`. */
  add(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let found = this.#slots[slot] ?? 0; found !== 0; found = this.#slots[slot] ?? 0) {
      if (this.#is(found - 1, bytes, start, end)) return found - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.#append(bytes, start, end);
    this.#slots[slot] = number + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #is(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = number === 0 ? 0 : (this.#ends[number - 1] ?? 0);
    if ((this.#ends[number] ?? 0) - from !== end - start) return false;
    for (let i = start, k = from; i < end; i++, k++) if (bytes[i] !== this.#bytes[k]) return false;
    return true;
  }

  #append(bytes: Uint8Array, start: number, end: number): number {
    const from = this.#count === 0 ? 0 : (this.#ends[this.#count - 1] ?? 0);
    const to = from + end - start;
    if (to > this.#bytes.length) {
      const next = Buffer.allocUnsafe(Math.max(to, this.#bytes.length * 2));
      this.#bytes.copy(next, 0, 0, from);
      this.#bytes = next;
    }
    for (let i = start, k = from; i < end; i++, k++) this.#bytes[k] = bytes[i] ?? 0;
    if (this.#count === this.#ends.length) {
      const next = new Int32Array(this.#ends.length * 2);
      next.set(this.#ends);
      this.#ends = next;
    }
    this.#ends[this.#count] = to;
    return this.#count++;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let hash = 0x811c9dc5;
      const from = number === 0 ? 0 : (this.#ends[number - 1] ?? 0);
      for (let i = from; i < (this.#ends[number] ?? 0); i++)
        hash = Math.imul(hash ^ (this.#bytes[i] ?? 0), 0x01000193);
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }

  /** The names as text. */
  finish(): string[] {
    const names: string[] = [];
    let from = 0;
    for (let i = 0; i < this.#count; i++) {
      const end = this.#ends[i] ?? 0;
      names.push(this.#bytes.toString('utf8', from, end));
      from = end;
    }
    return names;
  }
}
