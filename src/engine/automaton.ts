import { LaneRunner } from './lane-runner.ts';
import { prepared } from './prepared.ts';
import type { Span } from './types.ts';

/**
 * A dense Aho-Corasick automaton over bytes, case-folded for ASCII. One table look-up a byte, and one comparison: the
 * states that report something have the highest numbers.
 * @see https://doi.org/10.1145/360825.360855 Aho, Corasick: Efficient string matching (1975)
 */
export interface Automaton {
  /** `next[(state << rowBits) | classes[byte]]`; 0 is the root. */
  readonly next: Uint16Array | Uint32Array;
  /** Byte to class; bytes that no keyword holds share class 0. */
  readonly classes: Uint8Array;
  /** States from here on report. */
  readonly firstOutput: number;
  /** How many states there are. */
  readonly count: number;
  /** The keywords that end at a reporting state, longest first. */
  readonly ending: (state: number) => number[];
  /** Whether a keyword shares a byte's class with other bytes, so that what was met must be compared with it. */
  readonly isVague: (keyword: number) => boolean;
  /** Length in bytes of the longest keyword. */
  readonly longest: number;
}

/** A row has 64 entries, whatever the keywords hold: the table must fit into the processor's cache. */
const rowBits = 6;
const width = 1 << rowBits;
/** The rarest bytes of the keywords share so many classes, if there are more bytes than classes. */
const sharedClasses = 8;

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);

/** A trie as lists of siblings: no row before its final form, because building is a large part of a short run. */
class Trie {
  count = 1;
  readonly child: Uint32Array;
  readonly sibling: Uint32Array;
  readonly symbol: Uint8Array;
  /** The last keyword that ends here, plus one; {@link same} has the ones before it. */
  readonly keyword: Uint32Array;
  readonly same: Uint32Array;

  constructor(keywords: readonly string[], size: number) {
    this.child = new Uint32Array(size);
    this.sibling = new Uint32Array(size);
    this.symbol = new Uint8Array(size);
    this.keyword = new Uint32Array(size);
    this.same = new Uint32Array(keywords.length);
  }

  add(keyword: string, number: number, classes: Uint8Array): void {
    const { child, sibling, symbol } = this;
    let node = 0;
    for (let i = 0; i < keyword.length; i++) {
      const wanted = classes[fold(keyword.charCodeAt(i) & 0xff)] as number;
      let next = child[node] as number;
      while (next !== 0 && symbol[next] !== wanted) next = sibling[next] as number;
      if (next === 0) {
        next = this.count++;
        symbol[next] = wanted;
        sibling[next] = child[node] as number;
        child[node] = next;
      }
      node = next;
    }
    if (node === 0) return;
    this.same[number] = this.keyword[node] as number;
    this.keyword[node] = number + 1;
  }
}

/** The automaton as plain arrays, which can be kept in a file. */
interface Tables {
  readonly next: Uint16Array | Uint32Array;
  readonly classes: Uint8Array;
  /** 1 for bytes that share their class with others. */
  readonly shared: Uint8Array;
  readonly count: number;
  readonly firstOutput: number;
  readonly longest: number;
  /** For each reporting state: the next shorter one whose keywords end there too, 0 if there is none. */
  readonly shorter: Uint32Array;
  /** For each reporting state: where its own keywords begin in `own`. */
  readonly starts: Uint32Array;
  readonly own: Uint32Array;
}

/**
 * The automaton for these keywords. They are lower-case; bytes above 127 stand for themselves.
 * @param distinct - characters that share their class with no other
 */
export function buildAutomaton(keywords: readonly string[], distinct = ''): Automaton {
  const file = prepared(keywords.length);
  const kept = file === undefined ? undefined : automatonFrom(file, keywords, distinct);
  return kept ?? toAutomaton(makeTables(keywords, distinct), keywords);
}

/** The automaton out of a file of {@link packAutomaton}; undefined if that was not made of these keywords. */
export function automatonFrom(
  file: Uint8Array,
  keywords: readonly string[],
  distinct: string,
): Automaton | undefined {
  const tables = unpack(file, keyOf(keywords, distinct));
  return tables === undefined ? undefined : toAutomaton(tables, keywords);
}

/** The bytes of a file from which {@link buildAutomaton} has the automaton of these keywords at once. */
export function packAutomaton(keywords: readonly string[], distinct = ''): Uint8Array {
  const tables = makeTables(keywords, distinct);
  const key = keyOf(keywords, distinct);
  const { next, shorter, starts, own, classes, shared } = tables;
  const head = Uint32Array.of(next.BYTES_PER_ELEMENT, tables.count, tables.firstOutput, tables.longest, own.length, key.length); // prettier-ignore
  // In this order every array begins where its elements may.
  return Buffer.concat(
    [head, shorter, starts, own, next, classes, shared, key].map((part) =>
      Buffer.from(part.buffer, part.byteOffset, part.byteLength),
    ),
  );
}

/** What a file holds, if it was made of the same keywords; the machine must have the same order of bytes. */
function unpack(file: Uint8Array, key: Uint8Array): Tables | undefined {
  if (file.byteOffset % 4 !== 0 || file.length < 24) return undefined;
  const [width = 0, count = 0, firstOutput = 0, longest = 0, ownLength = 0, keyLength = 0] = new Uint32Array(file.buffer, file.byteOffset, 6); // prettier-ignore
  if ((width !== 2 && width !== 4) || keyLength !== key.length) return undefined;
  const outputs = count - firstOutput;
  let at = file.byteOffset + 24;
  const take = (bytes: number): number => (at += bytes) - bytes;
  const size = 24 + 4 * (2 * outputs + 1 + ownLength) + ((width * count) << rowBits) + 512 + keyLength;
  if (file.length !== size || Buffer.compare(file.subarray(size - keyLength), key) !== 0) return undefined;
  const { buffer } = file;
  const shorter = new Uint32Array(buffer, take(4 * outputs), outputs);
  const starts = new Uint32Array(buffer, take(4 * (outputs + 1)), outputs + 1);
  const own = new Uint32Array(buffer, take(4 * ownLength), ownLength);
  const entries = count << rowBits;
  const next = width === 2 ? new Uint16Array(buffer, take(2 * entries), entries) : new Uint32Array(buffer, take(4 * entries), entries); // prettier-ignore
  const classes = new Uint8Array(buffer, take(256), 256);
  const shared = new Uint8Array(buffer, take(256), 256);
  return { next, classes, shared, count, firstOutput, longest, shorter, starts, own };
}

function keyOf(keywords: readonly string[], distinct: string): Uint8Array {
  return Buffer.from(`${keywords.join('\n')}\n${distinct}`, 'utf8');
}

function toAutomaton(tables: Tables, keywords: readonly string[]): Automaton {
  const { next, classes, shared, count, firstOutput, longest, shorter, starts, own } = tables;
  return {
    next,
    classes,
    firstOutput,
    count,
    longest,
    ending(state) {
      const found: number[] = [];
      for (let number = state; number >= firstOutput; number = shorter[number - firstOutput] as number) {
        const place = number - firstOutput;
        for (let i = starts[place] as number; i < (starts[place + 1] as number); i++)
          found.push(own[i] as number);
      }
      return found;
    },
    isVague(number) {
      const text = keywords[number] as string;
      for (let i = 0; i < text.length; i++) if (shared[text.charCodeAt(i) & 0xff] === 1) return true;
      return false;
    },
  };
}

function makeTables(keywords: readonly string[], distinct: string): Tables {
  const uses = new Float64Array(256);
  let longest = 0;
  let size = 1;
  for (const keyword of keywords) {
    longest = Math.max(longest, keyword.length);
    size += keyword.length;
    for (let i = 0; i < keyword.length; i++) {
      const byte = fold(keyword.charCodeAt(i) & 0xff);
      uses[byte] = (uses[byte] as number) + 1;
    }
  }
  for (let i = 0; i < distinct.length; i++) uses[distinct.charCodeAt(i)] = Number.POSITIVE_INFINITY;
  const { classes, shared } = classify(uses);
  const trie = new Trie(keywords, size);
  for (let i = 0; i < keywords.length; i++) trie.add(keywords[i] as string, i, classes);

  // Breadth first: a state's row is that of its failure state, with its own children in it. What reports is numbered
  // from the end.
  const { count, child, sibling, symbol, keyword } = trie;
  const next = count < 0x10000 ? new Uint16Array(count << rowBits) : new Uint32Array(count << rowBits);
  const queue = new Uint32Array(count);
  const row = new Uint32Array(count);
  /** Trie node whose keywords a row reports, and the row of the next shorter ones; by row. */
  const nodeOf = new Uint32Array(count);
  const shorter = new Uint32Array(count);
  const fail = new Uint32Array(count);
  let low = 1;
  let high = count;
  let tail = 1;
  // The rows that report are known when numbering ends; until then they are told by this.
  const reports = new Uint8Array(count);
  for (let head = 0; head < tail; head++) {
    const node = queue[head] as number;
    const own = (row[node] as number) << rowBits;
    const back = (fail[node] as number) << rowBits;
    if (head > 0) next.copyWithin(own, back, back + width);
    for (let one = child[node] as number; one !== 0; one = sibling[one] as number) {
      const at = own + (symbol[one] as number);
      const other = next[at] as number;
      const reporting = keyword[one] !== 0 || reports[other] === 1;
      const number = reporting ? --high : low++;
      row[one] = number;
      fail[one] = other;
      if (reporting) {
        reports[number] = 1;
        nodeOf[number] = one;
        shorter[number] = other;
      }
      next[at] = number;
      queue[tail++] = one;
    }
  }
  const outputs = count - low;
  const starts = new Uint32Array(outputs + 1);
  const own = new Uint32Array(keywords.length);
  let length = 0;
  for (let place = 0; place < outputs; place++) {
    starts[place] = length;
    for (
      let one = keyword[nodeOf[low + place] as number] as number;
      one !== 0;
      one = trie.same[one - 1] as number
    )
      own[length++] = one - 1;
  }
  starts[outputs] = length;
  return {
    next,
    classes,
    shared,
    count,
    firstOutput: low,
    longest,
    shorter: shorter.slice(low),
    starts,
    own: own.slice(0, length),
  };
}

/** Classes of the bytes that are used, the most frequent ones first; and which bytes share theirs with others. */
function classify(uses: Float64Array): { classes: Uint8Array; shared: Uint8Array } {
  const classes = new Uint8Array(256);
  const shared = new Uint8Array(256);
  const used = [...uses.keys()].filter((byte) => uses[byte] !== 0);
  used.sort((a, b) => (uses[b] as number) - (uses[a] as number) || a - b);
  const own = used.length < width ? used.length : width - 1 - sharedClasses;
  for (const [i, byte] of used.entries()) {
    classes[byte] = i < own ? i + 1 : own + 1 + ((i - own) % sharedClasses);
    if (i >= own) shared[byte] = 1;
  }
  for (let byte = 0x61; byte <= 0x7a; byte++) {
    classes[byte ^ 0x20] = classes[byte] as number;
    shared[byte ^ 0x20] = shared[byte] as number;
  }
  return { classes, shared };
}

/** Bytes that are run through the automaton at a time. */
const chunk = 64 * 1024;
/** From so many bytes on, the time that it takes to compile the lanes comes back. */
const defaultWorthCompiling = 256 * 1024;
/** Shorter text is not worth what each lane has to know before it starts. */
const shortestInLanes = 512;
/** A larger region is run by itself. */
const largestGathered = 8 * 1024;

const none = new Uint32Array(0);

interface RegionVisitor {
  readonly enter: (region: Span) => void;
  readonly report: (state: number, end: number) => void;
  readonly leave: (region: Span) => void;
}

/** Runs an automaton over bytes and calls `report` for every reporting state, from left to right. */
export class KeywordPass {
  readonly #automaton: Automaton;
  readonly #states = new Uint32Array(chunk);
  readonly #ends = new Uint32Array(chunk);
  readonly #gathered = Buffer.alloc(chunk);
  /** A byte that no keyword holds; -1 if there is none. */
  readonly #gap: number;
  #last = 0;
  #seen = 0;
  #runner: LaneRunner | undefined;

  readonly #worthCompiling: number;

  /** @param worthCompiling - bytes after which a compiled runner is made */
  constructor(automaton: Automaton, worthCompiling = defaultWorthCompiling) {
    this.#automaton = automaton;
    this.#worthCompiling = worthCompiling;
    this.#gap = automaton.classes.indexOf(0);
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

  /**
   * The same over several regions, each between a call of `enter` and one of `leave`. Small ones are laid one behind
   * the other first, so that they are not too short to be run in pieces.
   */
  runAll(bytes: Buffer, regions: readonly Span[], { enter, report, leave }: RegionVisitor): void {
    const gathered = this.#runner?.text ?? this.#gathered;
    for (let i = 0; i < regions.length;) {
      let filled = 0;
      let end = i;
      for (; end < regions.length; end++) {
        const region = regions[end] as Span;
        const length = region.end - region.start;
        if (length > largestGathered || filled + length >= chunk) break;
        bytes.copy(gathered, filled, region.start, region.end);
        filled += length;
        // No keyword holds it, so none goes from one region into the next.
        gathered[filled++] = this.#gap;
      }
      if (end === i || this.#gap === -1) {
        const region = regions[i++] as Span;
        enter(region);
        this.run(bytes, region.start, region.end, report);
        leave(region);
        continue;
      }
      const count = this.#chunk(gathered, 0, filled, 0);
      const states = count === 0 ? none : this.#states.slice(0, count);
      const ends = count === 0 ? none : this.#ends.slice(0, count);
      let hit = 0;
      let at = 0;
      for (; i < end; i++) {
        const region = regions[i] as Span;
        const shift = region.start - at;
        at += region.end - region.start;
        enter(region);
        for (; hit < count && (ends[hit] as number) <= at; hit++)
          report(states[hit] as number, (ends[hit] as number) + shift);
        leave(region);
        at++;
      }
    }
  }

  /** Fills the lists with what reports, from left to right, and returns how many. */
  #chunk(bytes: Uint8Array, from: number, to: number, initial: number): number {
    const { next, classes, firstOutput } = this.#automaton;
    if (this.#seen < this.#worthCompiling && (this.#seen += to - from) >= this.#worthCompiling)
      this.#runner = LaneRunner.over(this.#automaton, chunk);
    let state = initial;
    let n = 0;
    let at = from;
    const report = (met: number, end: number): void => {
      this.#states[n] = met;
      this.#ends[n++] = end;
    };
    if (this.#runner !== undefined && to - from >= shortestInLanes) {
      const piece = (to - from) >> 2;
      state = this.#inLanes(this.#runner, bytes, from, piece, initial, report);
      at += 4 * piece;
    }
    for (; at < to; at++) {
      state = next[(state << rowBits) | (classes[bytes[at] as number] as number)] as number;
      if (state >= firstOutput) report(state, at + 1);
    }
    this.#last = state;
    return n;
  }

  /** Four pieces at once; gives the state after the last one. */
  #inLanes(
    runner: LaneRunner,
    bytes: Uint8Array,
    from: number,
    piece: number,
    initial: number,
    report: (state: number, end: number) => void,
  ): number {
    // Text that was gathered is there already.
    const there = bytes === runner.text ? from : 0;
    if (bytes !== runner.text) runner.text.set(bytes.subarray(from, from + 4 * piece));
    const before = (pieces: number): number => this.#before(bytes, from, from + pieces * piece);
    return runner.run(there, piece, [initial, before(1), before(2), before(3)], (state, end) =>
      report(state, end - there + from),
    );
  }

  /** The state before `at`: no state remembers more bytes than the longest keyword has. */
  #before(bytes: Uint8Array, from: number, at: number): number {
    const { next, classes, longest } = this.#automaton;
    let state = 0;
    for (let i = Math.max(from, at - longest); i < at; i++)
      state = next[(state << rowBits) | (classes[bytes[i] as number] as number)] as number;
    return state;
  }
}
