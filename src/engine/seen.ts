import { blocksModule } from './blocks.ts';
import { widen } from './ranges.ts';
import type { Reach } from './ranges.ts';
import type { SeenStore, Span } from './types.ts';
import { instantiate } from './wasm.ts';

/** As in `blocks.wat`. */
const textAt = 1024;
/** Text is cut in pieces of this size; a block that is larger is always looked at. */
const piece = 128 * 1024;
const listAt = textAt + piece + 8;
/** A block has 64 bytes at least, but for the last one. */
const listBytes = (piece / 64 + 2) * 16;

/** What more blocks a text has is not remembered: four numbers each. */
const mostPending = 2 ** 20;

interface Cutter {
  cut(p: number, end: number, list: number, continued: number): number;
}

/** Room for what so many objects bring. */
export function seenStore(objects: number, key: Uint8Array): SeenStore {
  const rows = 2 ** Math.min(21, Math.ceil(Math.log2(objects + 1)) + 2);
  return { rows: new Int32Array(new SharedArrayBuffer(rows * 8)), key };
}

/**
 * Which pieces of text were looked at and held nothing. Most lines that a delta brings are lines of another version that
 * stands elsewhere in the packs. A block counts as seen only if the four lines before it are the same too, which is as far
 * as what is found in a line depends on others; what reaches further is never settled. Several threads may share a store.
 */
export class SeenText {
  readonly #rows: Int32Array;
  readonly #mask: number;
  readonly #cutter: Cutter;
  readonly #text: Buffer;
  readonly #words: Int32Array;
  /** Blocks that are being looked at: start, end, and the two halves of the hash. */
  #pending = new Int32Array(1024);
  #pendingLength = 0;
  /** What must be looked at each time. */
  readonly #unsettled: Span[] = [];

  /** Undefined where there is no WebAssembly. */
  static over(store: SeenStore): SeenText | undefined {
    const compiled = instantiate(blocksModule, Math.ceil((listAt + listBytes) / 65_536));
    return compiled === undefined ? undefined : new SeenText(store, compiled);
  }

  private constructor(
    { rows, key }: SeenStore,
    { exports, buffer }: { exports: object; buffer: ArrayBuffer },
  ) {
    this.#rows = rows;
    this.#mask = rows.length / 2 - 1;
    this.#cutter = exports as Cutter;
    this.#text = Buffer.from(buffer, textAt, piece);
    this.#words = new Int32Array(buffer);
    new Uint8Array(buffer).set(key.subarray(0, 24));
    // Multiplying by an odd number loses nothing.
    for (const word of [0, 2, 4]) this.#words[word] = (this.#words[word] as number) | 1;
  }

  /** What of the regions is left to be looked at, with its surroundings within them. */
  fresh(bytes: Buffer, regions: readonly Span[], reach: Reach): Span[] {
    this.#pendingLength = 0;
    this.#unsettled.length = 0;
    const fresh: Span[] = [];
    for (const region of regions) {
      const parts = this.#unseen(bytes, region);
      const only = parts?.[0];
      if (parts === undefined || only === undefined) continue;
      if (only.start === region.start && only.end === region.end) fresh.push(region);
      else
        for (const { start, end } of widen(bytes, parts, reach))
          fresh.push({ start: Math.max(start, region.start), end: Math.min(end, region.end) });
    }
    return fresh;
  }

  /** The bytes from `start` to `end` hold something, or what they mean depends on more than their surroundings. */
  unsettle(start: number, end: number): void {
    this.#unsettled.push({ start, end });
  }

  /** What {@link fresh} gave has been looked at. */
  settle(): void {
    const pending = this.#pending;
    this.#unsettled.sort((a, b) => a.start - b.start);
    let next = 0;
    let until = 0;
    for (let i = 0; i < this.#pendingLength; i += 4) {
      const end = pending[i + 1] as number;
      for (; (this.#unsettled[next]?.start ?? end) < end; next++)
        until = Math.max(until, (this.#unsettled[next] as Span).end);
      if (until <= (pending[i] as number)) this.#add(pending[i + 2] as number, pending[i + 3] as number);
    }
  }

  /** Undefined if there is nothing. */
  #unseen(bytes: Buffer, { start: first, end: last }: Span): { start: number; end: number }[] | undefined {
    let parts: { start: number; end: number }[] | undefined;
    let part: { start: number; end: number } | undefined;
    let at = first;
    for (let continued = 0; at < last; continued = 1) {
      const from = at;
      const length = Math.min(piece, last - from);
      bytes.copy(this.#text, 0, from, from + length);
      const words = this.#words;
      let end = this.#cutter.cut(textAt, textAt + length, listAt, continued) >> 2;
      // The last block of a piece goes on in the next one.
      if (from + length < last) end -= 4;
      for (let entry = listAt >> 2; entry < end; entry += 4) {
        const stop = from + (words[entry] as number) - textAt;
        const low = words[entry + 2] as number;
        const high = words[entry + 3] as number;
        if (this.#has(low, high)) part = undefined;
        else {
          this.#push(at, stop, low, high);
          if (part === undefined) (parts ??= []).push((part = { start: at, end: stop }));
          else part.end = stop;
        }
        at = stop;
      }
      if (at > from) continue;
      // No block ends within the piece.
      if (part === undefined) (parts ??= []).push({ start: at, end: last });
      else part.end = last;
      break;
    }
    return parts;
  }

  #push(start: number, end: number, low: number, high: number): void {
    if (this.#pendingLength === mostPending) return;
    if (this.#pendingLength === this.#pending.length) {
      const more = new Int32Array(this.#pending.length * 2);
      more.set(this.#pending);
      this.#pending = more;
    }
    const at = this.#pendingLength;
    this.#pending[at] = start;
    this.#pending[at + 1] = end;
    this.#pending[at + 2] = low;
    this.#pending[at + 3] = high;
    this.#pendingLength = at + 4;
  }

  /** A block may stand in one of two rows. */
  #has(low: number, high: number): boolean {
    const rows = this.#rows;
    const row = (low & this.#mask) * 2;
    return (
      (rows[row] === low && rows[row + 1] === high) || (rows[row ^ 2] === low && rows[(row ^ 2) + 1] === high)
    );
  }

  #add(low: number, high: number): void {
    const rows = this.#rows;
    let row = (low & this.#mask) * 2;
    if (rows[row] !== 0 || rows[row + 1] !== 0) {
      // The older one of two moves on or is forgotten.
      rows[row ^ 2] = rows[row] as number;
      rows[(row ^ 2) + 1] = rows[row + 1] as number;
    }
    rows[row] = low;
    rows[row + 1] = high;
  }
}
