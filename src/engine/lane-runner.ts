import { lanesModule } from './lanes.ts';
import type { Automaton } from './automaton.ts';

/** As in `lanes.wat`. */
const returned = 256;
const rows = 1024;
const page = 64 * 1024;
const lanes = 4;

// The types of the platform are not among those that this program is checked with.
interface Compiled {
  run(
    at: number, piece: number, first: number, a: number, b: number, c: number, d: number, list: number, room: number,
  ): void; // prettier-ignore
}
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Compiled };
}

/** Runs an automaton over four pieces of a text at once, in WebAssembly: about twice as fast as the same in JavaScript. */
export class LaneRunner {
  /** The text to be run over is put here. */
  readonly text: Buffer;
  readonly #compiled: Compiled;
  readonly #first: number;
  readonly #textAt: number;
  readonly #listAt: number;
  readonly #words: Uint32Array;

  /** Undefined where states have more than 16 bits, or there is no WebAssembly. */
  static over(automaton: Automaton, longest: number): LaneRunner | undefined {
    const { next } = automaton;
    const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
    if (!(next instanceof Uint16Array) || api === undefined) return undefined;
    try {
      return new LaneRunner(api, automaton, next, longest);
    } catch {
      // Switched off (`node --jitless`).
      return undefined;
    }
  }

  private constructor(api: WebAssemblyApi, automaton: Automaton, next: Uint16Array, longest: number) {
    this.#first = automaton.firstOutput;
    this.#textAt = rows + next.byteLength;
    this.#listAt = Math.ceil((this.#textAt + longest) / 8) * 8;
    // At most every byte reports.
    const memory = new api.Memory({ initial: Math.ceil((this.#listAt + longest * 8 + 64) / page) });
    const bytes = new Uint8Array(memory.buffer);
    for (const [byte, number] of automaton.classes.entries()) bytes[byte] = number * 2;
    new Uint16Array(memory.buffer, rows, next.length).set(next);
    this.text = Buffer.from(memory.buffer, this.#textAt, longest);
    this.#words = new Uint32Array(memory.buffer);
    const module = new api.Module(Buffer.from(lanesModule, 'base64'));
    this.#compiled = new api.Instance(module, { memory: { memory } }).exports;
  }

  /**
   * Runs over four pieces of {@link text} that begin at `from`.
   * @param states - the state before each piece
   * @param visit - is given each reporting state and the offset in `text` after the byte that led to it, in order
   * @returns the state after the last piece
   */
  run(
    from: number,
    piece: number,
    [a, b, c, d]: readonly [number, number, number, number],
    visit: (state: number, end: number) => void,
  ): number {
    const words = this.#words;
    const room = piece * 8;
    this.#compiled.run(this.#textAt + from, piece, this.#first, a, b, c, d, this.#listAt, room);
    for (let lane = 0; lane < lanes; lane++) {
      const end = (words[(returned >> 2) + lanes + lane] as number) >> 2;
      const base = from + lane * piece;
      for (let at = (this.#listAt + lane * room) >> 2; at < end; at += 2)
        visit(words[at] as number, base + (words[at + 1] as number));
    }
    return words[(returned >> 2) + lanes - 1] as number;
  }
}
