/** A set of bytes: bit n stands for byte n. */
export type Bytes = bigint;

/** A pattern as a tree. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: Bytes }
  /** With a name it is a group. */
  | { readonly kind: 'sequence' | 'either'; readonly parts: readonly PatternNode[]; readonly name?: string }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly least: number;
      readonly most: number;
    }
  /** A look-around, `\\b`, `^`: it takes nothing and gives no second way. */
  | { readonly kind: 'assertion'; readonly part: PatternNode | undefined };

const single = (code: number): Bytes => 1n << BigInt(code);
const range = (low: number, high: number): Bytes => (single(high - low + 1) - 1n) << BigInt(low);
const all = range(0, 255);
const not = (set: Bytes): Bytes => all ^ set;
const digit = range(48, 57);
const upper = range(65, 90);
const lower = range(97, 122);
const word = digit | upper | lower | single(95);
const space = range(9, 13) | single(32) | single(160);
const sets: Readonly<Record<string, Bytes>> = {
  d: digit, D: not(digit), w: word, W: not(word), s: space, S: not(space),
  n: single(10), r: single(13), t: single(9), f: single(12), v: single(11),
}; // prettier-ignore

/**
 * Reads a pattern that is used on a view of bytes, as far as the detectors' patterns go; throws on syntax that they have no
 * use for.
 * @see https://tc39.es/ecma262/#sec-patterns
 */
export function patternTree(pattern: RegExp): PatternNode {
  return new PatternReader(pattern.source, pattern.ignoreCase).whole();
}

class PatternReader {
  readonly #source: string;
  readonly #folded: boolean;
  readonly #groups = new Map<string, PatternNode>();
  #at = 0;

  constructor(source: string, folded: boolean) {
    this.#source = source;
    this.#folded = folded;
  }

  whole(): PatternNode {
    const node = this.#alternatives();
    if (this.#at !== this.#source.length) throw new Error(`cannot read ${this.#source}`);
    return node;
  }

  #alternatives(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? (parts[0] as PatternNode) : { kind: 'either', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] as string))
      parts.push(this.#quantified());
    return { kind: 'sequence', parts };
  }

  #quantified(): PatternNode {
    const part = this.#atom();
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#source.slice(this.#at, this.#at + 16));
    if (found === null) return part;
    this.#at += found[0].length;
    const [, sign, low, comma, high] = found;
    if (sign === '?') return { kind: 'repeat', part, least: 0, most: 1 };
    if (sign !== undefined)
      return { kind: 'repeat', part, least: sign === '+' ? 1 : 0, most: Number.POSITIVE_INFINITY };
    const least = Number(low);
    const most = comma === undefined ? least : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    return { kind: 'repeat', part, least, most };
  }

  #atom(): PatternNode {
    const c = this.#source[this.#at++];
    switch (c) {
      case '(':
        return this.#group();
      case '[':
        return this.#set(this.#class());
      case '.':
        return this.#set(not(single(10) | single(13)));
      case '^':
      case '$':
        return { kind: 'assertion', part: undefined };
      case '\\':
        if (/[bB]/.test(this.#source[this.#at] ?? '')) {
          this.#at++;
          return { kind: 'assertion', part: undefined };
        }
        if (this.#source.startsWith('k<', this.#at)) return this.#reference();
        return this.#set(this.#escape());
      default:
        return this.#set(code(c));
    }
  }

  #group(): PatternNode {
    const opened = /^\?(?::|(<?[=!])|<(\w+)>)/.exec(this.#source.slice(this.#at, this.#at + 40));
    if (opened !== null) this.#at += opened[0].length;
    else if (this.#source[this.#at] === '?') throw new Error('unknown group');
    const part = this.#alternatives();
    if (this.#source[this.#at++] !== ')') throw new Error('open group');
    const name = opened?.[2];
    if (name !== undefined) {
      this.#groups.set(name, part);
      return { kind: 'sequence', parts: [part], name };
    }
    return opened?.[1] === undefined ? part : { kind: 'assertion', part };
  }

  #set(members: Bytes): PatternNode {
    const set = this.#folded ? members | ((members & upper) << 32n) | ((members & lower) >> 32n) : members;
    return { kind: 'set', set };
  }

  /** The same byte again: a reference to a group of more is not read. */
  #reference(): PatternNode {
    const [text = '', name = ''] = /^k<(\w+)>/.exec(this.#source.slice(this.#at)) ?? [];
    this.#at += text.length;
    const group = this.#groups.get(name);
    const only = group?.kind === 'sequence' && group.parts.length === 1 ? group.parts[0] : undefined;
    if (only?.kind !== 'set') throw new Error(`${name} is not one byte`);
    return only;
  }

  #class(): Bytes {
    const negated = this.#source[this.#at] === '^';
    if (negated) this.#at++;
    let members = 0n;
    for (;;) {
      const c = this.#source[this.#at++];
      if (c === undefined) throw new Error('open class');
      if (c === ']') return negated ? not(members) : members;
      const first = c === '\\' ? this.#escape() : code(c);
      const next = this.#source[this.#at + 1];
      if (this.#source[this.#at] !== '-' || next === ']' || next === undefined) {
        members |= first;
        continue;
      }
      this.#at += 2;
      const last = next === '\\' ? this.#escape() : code(next);
      members |= (last << 1n) - first;
    }
  }

  #escape(): Bytes {
    const c = this.#source[this.#at++];
    if (c === undefined) throw new Error('unknown escape');
    const known = sets[c];
    if (known !== undefined) return known;
    if (c === 'x' || c === 'u') {
      const width = c === 'x' ? 2 : 4;
      this.#at += width;
      return code(String.fromCharCode(Number.parseInt(this.#source.slice(this.#at - width, this.#at), 16)));
    }
    if (c === 'b') return single(8);
    if (/[A-Za-z0-9]/.test(c)) throw new Error(`unknown escape ${c}`);
    return code(c);
  }
}

function code(c: string | undefined): Bytes {
  const unit = c?.charCodeAt(0) ?? 256;
  // What is no byte is never met in a view of bytes.
  return unit > 255 ? 0n : single(unit);
}
