/**
 * What every match of a pattern has to hold: so many bytes of one set in a row. Looking for such a run is much cheaper
 * than trying the pattern, and most windows around a vendor's name hold none.
 */
export interface RunNeed {
  /** 1 for the bytes of the set. */
  readonly set: Uint8Array;
  readonly least: number;
}

/** A set of bytes: bit n stands for byte n. */
type Bytes = bigint;

interface Part {
  readonly set: Bytes;
  readonly min: number;
}

const shortest = 8;
/** A set with more members than this tells nothing. */
const widest = 90;

/** Reads the need off a pattern's source: of its group `secret`, or of the whole. Undefined if it says too little. */
export function runNeed(pattern: RegExp): RunNeed | undefined {
  const reader = new PatternReader(pattern.source, pattern.ignoreCase);
  let part: Part;
  try {
    const whole = reader.alternatives();
    part = reader.secret ?? whole;
  } catch {
    return undefined;
  }
  if (part.min < shortest) return undefined;
  const set = new Uint8Array(256);
  let size = 0;
  for (let byte = 0, bits = part.set; bits !== 0n; byte++, bits >>= 1n) {
    if ((bits & 1n) === 0n) continue;
    set[byte] = 1;
    size++;
  }
  return size > widest ? undefined : { set, least: part.min };
}

/** Whether [from, to) holds the beginning or the end of such a run. */
export function holdsRun({ set, least }: RunNeed, bytes: Uint8Array, from: number, to: number): boolean {
  const end = bytes.length;
  let at = from + least - 1;
  while (at < end && at < to + least) {
    if (set[bytes[at] as number] === 0) {
      at += least;
      continue;
    }
    const floor = Math.max(from, at - least + 1);
    let start = at;
    while (start > floor && set[bytes[start - 1] as number] === 1) start--;
    const wanted = start + least;
    let stop = at + 1;
    while (stop < wanted && stop < end && set[bytes[stop] as number] === 1) stop++;
    if (stop >= wanted) return true;
    at = stop + least;
  }
  return false;
}

const single = (code: number): Bytes => 1n << BigInt(code);
const range = (low: number, high: number): Bytes => (single(high - low + 1) - 1n) << BigInt(low);

const all = range(0, 255);
const not = (set: Bytes): Bytes => all ^ set;
const digit = range(48, 57);
const upper = range(65, 90);
const lower = range(97, 122);
const word = digit | upper | lower | single(95);
const space = range(9, 13) | single(32) | single(160);

/** Reads as much of the syntax of ECMAScript patterns as the need requires; throws on what it does not know. */
class PatternReader {
  readonly #source: string;
  readonly #folded: boolean;
  #at = 0;
  /** The group named `secret`. */
  secret: Part | undefined;

  constructor(source: string, folded: boolean) {
    this.#source = source;
    this.#folded = folded;
  }

  alternatives(): Part {
    let part = this.#sequence();
    while (this.#source[this.#at] === '|') {
      this.#at++;
      const other = this.#sequence();
      part = { set: part.set | other.set, min: Math.min(part.min, other.min) };
    }
    return part;
  }

  #sequence(): Part {
    let set = 0n;
    let min = 0;
    while (this.#at < this.#source.length) {
      const c = this.#source[this.#at];
      if (c === '|' || c === ')') break;
      const part = this.#quantified(this.#atom());
      set |= part.set;
      min += part.min;
    }
    return { set, min };
  }

  #quantified(part: Part): Part {
    const rest = this.#source.slice(this.#at, this.#at + 16);
    const found = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/.exec(rest);
    if (found === null) return part;
    this.#at += found[0].length;
    const c = found[0][0];
    const least = c === '+' ? 1 : c === '{' ? Number(found[1]) : 0;
    return { set: part.set, min: part.min * least };
  }

  #atom(): Part {
    const c = this.#source[this.#at++];
    switch (c) {
      case '(':
        return this.#group();
      case '[':
        return { set: this.#fold(this.#class()), min: 1 };
      case '.':
        return { set: all, min: 1 };
      case '^':
      case '$':
        return { set: 0n, min: 0 };
      case '\\': {
        const escaped = this.#escape();
        return escaped === undefined ? { set: 0n, min: 0 } : { set: this.#fold(escaped), min: 1 };
      }
      default:
        return { set: this.#fold(this.#single(c)), min: 1 };
    }
  }

  #group(): Part {
    const opened = /^\?(?:(:)|(<?[=!])|<(\w+)>)/.exec(this.#source.slice(this.#at, this.#at + 40));
    if (opened !== null) this.#at += opened[0].length;
    else if (this.#source[this.#at] === '?') throw new Error('unknown group');
    const part = this.alternatives();
    if (this.#source[this.#at++] !== ')') throw new Error('open group');
    if (opened?.[2] !== undefined) return { set: 0n, min: 0 };
    if (opened?.[3] === 'secret') this.secret = part;
    return part;
  }

  #class(): Bytes {
    const negated = this.#source[this.#at] === '^';
    if (negated) this.#at++;
    let set = 0n;
    for (;;) {
      const c = this.#source[this.#at++];
      if (c === undefined) throw new Error('open class');
      if (c === ']') return negated ? not(set) : set;
      const from = this.#at - 1;
      const first = this.#member(c);
      const next = this.#source[this.#at + 1];
      if (this.#source[this.#at] !== '-' || next === ']' || next === undefined) set |= first;
      else {
        this.#at += 2;
        const second = this.#member(next);
        if (!isSingle(first) || !isSingle(second)) throw new Error(`no range at ${from}`);
        // All bits from the lower one to the higher one.
        set |= (second << 1n) - first;
      }
    }
  }

  #member(c: string): Bytes {
    const set = c === '\\' ? this.#escape(true) : this.#single(c);
    if (set === undefined) throw new Error('unknown escape');
    return set;
  }

  /** The set of an escape; undefined for one that matches nothing by itself (`\b`). */
  #escape(inClass = false): Bytes | undefined {
    const c = this.#source[this.#at++];
    switch (c) {
      case 'd':
        return digit;
      case 'D':
        return not(digit);
      case 'w':
        return word;
      case 'W':
        return not(word);
      case 's':
        return space;
      case 'S':
        return not(space);
      case 'b':
        return inClass ? this.#single('\b') : undefined;
      case 'B':
        return undefined;
      case 'n':
        return this.#single('\n');
      case 'r':
        return this.#single('\r');
      case 't':
        return this.#single('\t');
      case 'f':
        return this.#single('\f');
      case 'v':
        return this.#single('\v');
      case 'x':
      case 'u': {
        const width = c === 'x' ? 2 : 4;
        const code = Number.parseInt(this.#source.slice(this.#at, this.#at + width), 16);
        this.#at += width;
        if (!(code < 256)) throw new Error('unknown escape');
        return this.#single(String.fromCharCode(code));
      }
      default:
        // References, properties, \0.
        if (c === undefined || /[A-Za-z0-9]/.test(c)) throw new Error('unknown escape');
        return this.#single(c);
    }
  }

  #single(c: string | undefined): Bytes {
    const code = c?.charCodeAt(0) ?? 256;
    if (code > 255) throw new Error('not latin-1');
    return single(code);
  }

  #fold(set: Bytes): Bytes {
    return this.#folded ? set | ((set & upper) << 32n) | ((set & lower) >> 32n) : set;
  }
}

const isSingle = (set: Bytes): boolean => (set & (set - 1n)) === 0n;
