/**
 * A dense Aho-Corasick automaton over bytes, case-folded for ASCII. One table look-up a byte, and one comparison: the
 * states that report something have the highest numbers.
 * @see https://doi.org/10.1145/360825.360855 Aho, Corasick: Efficient string matching (1975)
 */
export interface Automaton {
  /** `next[(state << shift) | classes[byte]]`; state 0 is the root. */
  readonly next: Uint16Array | Uint32Array;
  /** Byte to class; bytes that no keyword holds share class 0. */
  readonly classes: Uint8Array;
  readonly shift: number;
  /** States from here on report. */
  readonly firstOutput: number;
  /** For each reporting state (`state - firstOutput`), the numbers of the keywords that end there, longest first. */
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
  const shift = Math.max(1, Math.ceil(Math.log2(classCount)));

  // The trie; -1 is "no edge yet".
  const width = 1 << shift;
  const trie = new Int32Array(size << shift).fill(-1);
  const ends: number[][] = [[]];
  keywords.forEach((keyword, number) => {
    let state = 0;
    for (let i = 0; i < keyword.length; i++) {
      const edge = (state << shift) | (classes[fold(keyword.charCodeAt(i) & 0xff)] as number);
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
    const row = state << shift;
    const backRow = back << shift;
    for (let cls = 0; cls < width; cls++) {
      const target = trie[row | cls] as number;
      const other = trie[backRow | cls] as number;
      if (target < 0) trie[row | cls] = other;
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
  const next = count <= 0x10000 ? new Uint16Array(count << shift) : new Uint32Array(count << shift);
  for (let state = 0; state < count; state++) {
    const row = (renumbered[state] as number) << shift;
    const from = state << shift;
    for (let cls = 0; cls < width; cls++) next[row | cls] = renumbered[trie[from | cls] as number] as number;
  }
  return { next, classes, shift, firstOutput, outputs, longest };
}
