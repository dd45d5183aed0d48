import { findObject } from './store.ts';
import type { ObjectStore } from './store.ts';

/** Commits as object numbers; what one thread read. Arrays may be transferred. */
export interface CommitPart {
  readonly commits: Int32Array;
  /** The tree of each; -1 where it is not in the store. */
  readonly trees: Int32Array;
  /** Where each one's parents end in `parents`. */
  readonly parentEnds: Int32Array;
  /** -1 for a parent that is not in the store. */
  readonly parents: Int32Array;
}

/** Gathers the shape of the history while commits pass by. */
export class CommitCollector {
  readonly #store: ObjectStore;
  readonly #oid: Uint8Array;
  readonly #commits: number[] = [];
  readonly #trees: number[] = [];
  readonly #parentEnds: number[] = [];
  readonly #parents: number[] = [];

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#oid = new Uint8Array(store.hashBytes);
  }

  add(number: number, bytes: Uint8Array, start: number, end: number): void {
    const hex = this.#store.hashBytes * 2;
    this.#commits.push(number);
    // "tree <hex>\n", then any number of "parent <hex>\n".
    let at = start + 5;
    this.#trees.push(this.#find(bytes, at, end));
    at += hex + 1;
    while (at + 7 + hex <= end && bytes[at] === 0x70 && bytes[at + 6] === 0x20) {
      this.#parents.push(this.#find(bytes, at + 7, end));
      at += 7 + hex + 1;
    }
    this.#parentEnds.push(this.#parents.length);
  }

  #find(bytes: Uint8Array, at: number, end: number): number {
    const oid = this.#oid;
    if (at + oid.length * 2 > end) return -1;
    for (let i = 0; i < oid.length; i++) {
      const high = hexDigit(bytes[at + 2 * i] ?? 0);
      const low = hexDigit(bytes[at + 2 * i + 1] ?? 0);
      if (high === -1 || low === -1) return -1;
      oid[i] = (high << 4) | low;
    }
    return findObject(this.#store, oid, 0);
  }

  finish(): CommitPart {
    return {
      commits: Int32Array.from(this.#commits),
      trees: Int32Array.from(this.#trees),
      parentEnds: Int32Array.from(this.#parentEnds),
      parents: Int32Array.from(this.#parents),
    };
  }
}

/** The value of a lower-case hexadecimal digit; -1 for anything else. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}
