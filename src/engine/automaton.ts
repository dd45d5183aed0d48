/**
 * A dense Aho-Corasick automaton over bytes, case-folded for ASCII. One table look-up a byte, and one comparison: the
 * states that report something have the highest numbers.
 * @see https://doi.org/10.1145/360825.360855 Aho, Corasick: Efficient string matching (1975)
 */
export interface Automaton {
  /** `next[state + classes[byte]]`: a state's number is where its row begins; 0 is the root. */
  readonly next: Uint32Array;
  /** Byte to class; bytes that no keyword holds share class 0. */
  readonly classes: Uint8Array;
  /** How long a row is. */
  readonly width: number;
  /** States from here on report. */
  readonly firstOutput: number;
  /** For each reporting state (`(state - firstOutput) / width`), the keywords that end there, longest first. */
  readonly outputs: readonly (readonly number[])[];
  /** Length in bytes of the longest keyword. */
  readonly longest: number;
}

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** Builds the automaton. Keywords are lower-case; bytes above 127 stand for themselves. */
export function buildAutomaton(keywords: readonly string[]): Automaton {
  const classes = new Uint8Array(256);
  let classCount = 1;
  let longest = 0;
  let size = 1;
  for (const keyword of keywords) {
    longest = Math.max(longest, keyword.length);
    size += keyword.length;
    for (let i = 0; i < keyword.length; i++) {
      const byte = fold(keyword.charCodeAt(i) & 0xff);
      if (classes[byte] === 0) classes[byte] = classCount++;
    }
  }
  for (let byte = 0x61; byte <= 0x7a; byte++) classes[byte ^ 0x20] = classes[byte] as number;

  // The trie; -1 is "no edge yet".
  const width = classCount;
  const trie = new Int32Array(size * width).fill(-1);
  const ends: number[][] = [[]];
  keywords.forEach((keyword, number) => {
    let state = 0;
    for (let i = 0; i < keyword.length; i++) {
      const edge = state * width + (classes[fold(keyword.charCodeAt(i) & 0xff)] as number);
      let target = trie[edge] as number;
      if (target < 0) {
        target = ends.push([]) - 1;
        trie[edge] = target;
      }
      state = target;
    }
    if (state > 0) (ends[state] as number[]).push(number);
  });

  // Breadth first: complete every row from its failure state's row.
  const count = ends.length;
  const fail = new Int32Array(count);
  const order = new Int32Array(count);
  let tail = 1;
  for (let cls = 0; cls < width; cls++) {
    const target = trie[cls] as number;
    if (target < 0) trie[cls] = 0;
    else order[tail++] = target;
  }
  for (let head = 1; head < count; head++) {
    const state = order[head] as number;
    const back = fail[state] as number;
    const inherited = ends[back] as number[];
    if (inherited.length > 0) (ends[state] as number[]).push(...inherited);
    const row = state * width;
    const backRow = back * width;
    for (let cls = 0; cls < width; cls++) {
      const target = trie[row + cls] as number;
      const other = trie[backRow + cls] as number;
      if (target < 0) trie[row + cls] = other;
      else {
        fail[target] = other;
        order[tail++] = target;
      }
    }
  }

  // Renumber in breadth-first order, reporting states last.
  const renumbered = new Int32Array(count);
  let number = 0;
  for (let i = 0; i < count; i++)
    if (ends[order[i] as number]?.length === 0) renumbered[order[i] as number] = number++;
  const firstOutput = number;
  const outputs: number[][] = [];
  for (let i = 0; i < count; i++) {
    const state = order[i] as number;
    const reported = ends[state] as number[];
    if (reported.length === 0) continue;
    renumbered[state] = number++;
    outputs.push(reported);
  }
  const next = new Uint32Array(count * width);
  for (let state = 0; state < count; state++) {
    const row = (renumbered[state] as number) * width;
    const from = state * width;
    for (let cls = 0; cls < width; cls++)
      next[row + cls] = (renumbered[trie[from + cls] as number] as number) * width;
  }
  return { next, classes, width, firstOutput: firstOutput * width, outputs, longest };
}

/** Bytes that are run through the automaton at a time; half of them, twice at once. */
const chunk = 64 * 1024;
/** Shorter text is not worth two passes. */
const shortestHalf = 1024;

/** Runs an automaton over bytes and calls `report` for every reporting state, from left to right. */
export class KeywordPass {
  readonly #automaton: Automaton;
  readonly #states = new Uint32Array(chunk);
  readonly #ends = new Uint32Array(chunk);

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
  }

  /**
   * @param report - is given the state and the offset after the last byte of its keywords; it may run another pass, so
   *   what is to be reported is copied first
   */
  run(bytes: Uint8Array, from: number, to: number, report: (state: number, end: number) => void): void {
    let state = 0;
    for (let start = from; start < to; start += chunk) {
      const end = Math.min(to, start + chunk);
      const count = this.#chunk(bytes, start, end, state);
      state = this.#last;
      if (count === 0) continue;
      const states = this.#states.slice(0, count);
      const ends = this.#ends.slice(0, count);
      for (let i = 0; i < count; i++) report(states[i] as number, ends[i] as number);
    }
  }

  #last = 0;

  /**
   * Each step waits for the one before; two passes at once, over both halves, hide that (1.6 times as fast).
   * Fills the lists with what reports and returns how many.
   */
  #chunk(bytes: Uint8Array, from: number, to: number, initial: number): number {
    const { next, classes, firstOutput, longest } = this.#automaton;
    const states = this.#states;
    const ends = this.#ends;
    const half = to - from < 2 * shortestHalf ? 0 : (to - from) >> 1;
    const middle = from + half;
    let first = initial;
    let second = 0;
    // No state remembers more bytes than the longest keyword has.
    for (let at = Math.max(from, middle - longest); at < middle; at++)
      second = next[second + (classes[bytes[at] as number] as number)] as number;
    let n = 0;
    // What the second half reports goes to the lists' upper half.
    let m = half;
    for (let at = from; at < middle; at++) {
      first = next[first + (classes[bytes[at] as number] as number)] as number;
      second = next[second + (classes[bytes[at + half] as number] as number)] as number;
      if (first >= firstOutput) {
        states[n] = first;
        ends[n++] = at + 1;
      }
      if (second >= firstOutput) {
        states[m] = second;
        ends[m++] = at + half + 1;
      }
    }
    if (half > 0) {
      states.copyWithin(n, half, m);
      ends.copyWithin(n, half, m);
      n += m - half;
    } else second = initial;
    for (let at = middle + half; at < to; at++) {
      second = next[second + (classes[bytes[at] as number] as number)] as number;
      if (second >= firstOutput) {
        states[n] = second;
        ends[n++] = at + 1;
      }
    }
    this.#last = second;
    return n;
  }
}
