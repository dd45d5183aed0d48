import { letGo } from './let-go.ts';

/** Bytes of one object: a piece of the arena, or a buffer of its own when it is large. */
export interface Slot {
  readonly bytes: Buffer;
  readonly start: number;
  /** Bytes that may be used. */
  readonly room: number;
  /** Index of the free list; -1 for a buffer of its own. */
  readonly class: number;
}

const smallest = 10;
/** Larger objects are few. */
const largest = 20;

/**
 * Memory for the objects in hand. Most lie in one buffer, because copying within a buffer is twice as fast as copying
 * between two (18 against 37 nanoseconds a call). Pages that are never used cost nothing.
 */
export class Arena {
  readonly #bytes: Buffer;
  #top = 0;
  readonly #free: Slot[][] = [];
  /** Bytes in slots that are handed out. */
  inUse = 0;

  constructor(bytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
    for (let i = 0; i <= largest; i++) this.#free.push([]);
  }

  /** A slot of at least `size` bytes. Its old content is arbitrary. */
  take(size: number): Slot {
    const bits = Math.max(smallest, 32 - Math.clz32(Math.max(1, size - 1)));
    if (bits <= largest) {
      const room = 2 ** bits;
      const free = this.#free[bits]?.pop();
      if (free !== undefined || this.#top + room <= this.#bytes.length) {
        this.inUse += room;
        if (free !== undefined) return free;
        const start = this.#top;
        this.#top += room;
        return { bytes: this.#bytes, start, room, class: bits };
      }
    }
    this.inUse += size;
    return { bytes: Buffer.allocUnsafeSlow(size), start: 0, room: size, class: -1 };
  }

  /** Gives the memory back. */
  end(): void {
    letGo(this.#bytes.buffer);
  }

  give(slot: Slot): void {
    this.inUse -= slot.room;
    if (slot.class !== -1) this.#free[slot.class]?.push(slot);
  }
}
