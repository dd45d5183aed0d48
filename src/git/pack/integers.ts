import { letGo } from './let-go.ts';

/** A growing list of 32-bit numbers. */
export class Integers {
  array = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.array.length) {
      // What it grew out of is given back at once.
      this.array = new Int32Array(this.array.buffer.transfer(this.length * 8));
    }
    this.array[this.length++] = value;
  }

  get(index: number): number {
    return this.array[index] ?? 0;
  }

  /** Gives the memory back. */
  close(): void {
    letGo(this.array.buffer);
  }

  /** What was pushed, in an array of its own that may be sent to another thread; nothing is left here. */
  finish(): Int32Array<ArrayBuffer> {
    const finished = new Int32Array(this.array.buffer.transfer(this.length * 4));
    this.array = new Int32Array(1024);
    this.length = 0;
    return finished;
  }
}

/** Lists of numbers, each kept once: equal lists have equal numbers. Number 0 is the empty list. */
export class ListTable {
  readonly #values = new Integers();
  readonly #ends = new Integers();
  #slots = new Int32Array(1 << 12);

  constructor() {
    this.#ends.push(0);
  }

  /** Gives the memory back. */
  close(): void {
    this.#values.close();
    this.#ends.close();
    letGo(this.#slots.buffer);
  }

  start(list: number): number {
    return list === 0 ? 0 : this.#ends.get(list - 1);
  }

  end(list: number): number {
    return this.#ends.get(list);
  }

  value(index: number): number {
    return this.#values.get(index);
  }

  /** The number of a list. */
  add(list: readonly number[]): number {
    if (list.length === 0) return 0;
    let hash = 0x811c9dc5;
    for (const value of list) hash = mix(hash, value);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let found = this.#slots[slot] ?? 0; found !== 0; found = this.#slots[slot] ?? 0) {
      if (this.#is(found, list)) return found;
      slot = (slot + 1) & mask;
    }
    for (const value of list) this.#values.push(value);
    this.#ends.push(this.#values.length);
    const number = this.#ends.length - 1;
    this.#slots[slot] = number;
    if (number * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #is(number: number, list: readonly number[]): boolean {
    const from = this.start(number);
    if (this.end(number) - from !== list.length) return false;
    for (let i = 0; i < list.length; i++) if (this.#values.get(from + i) !== list[i]) return false;
    return true;
  }

  #rehash(): void {
    const more = this.#slots.length * 2;
    letGo(this.#slots.buffer);
    this.#slots = new Int32Array(more);
    const mask = this.#slots.length - 1;
    for (let number = 1; number < this.#ends.length; number++) {
      let hash = 0x811c9dc5;
      for (let i = this.start(number); i < this.end(number); i++) hash = mix(hash, this.#values.get(i));
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
    }
  }
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
