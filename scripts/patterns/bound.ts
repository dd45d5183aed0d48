/** A set of bytes: bit n stands for byte n. */
type Bytes = bigint;

type Node =
  | { readonly kind: 'set'; readonly set: Bytes }
  | { readonly kind: 'sequence' | 'either'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number }
  /** A look-around, `\\b`, `^`: it takes nothing and gives no second way. */
  | { readonly kind: 'assertion'; readonly part: Node | undefined };

/** How a backtracking engine goes through a part of a pattern. */
interface Cost {
  /** In how many ways it can match from one place so that the next byte may still fit: after each, the rest is tried. */
  readonly ways: number;
  /** How many bytes are looked at to go through all of them. */
  readonly steps: number;
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
const sets: Readonly<Record<string, Bytes>> = {
  d: digit, D: not(digit), w: word, W: not(word), s: space, S: not(space),
  n: single(10), r: single(13), t: single(9), f: single(12), v: single(11),
}; // prettier-ignore

/**
 * How many bytes a backtracking engine looks at, at most, when it tries a pattern at one place, whatever the text: a
 * proof that the time is linear in the text, with a constant that is known. Infinity if there is no such bound.
 * Throws for syntax that the detectors' patterns have no use for.
 */
export function stepsAtOnePlace(pattern: RegExp): number {
  // Behind the end nothing has to fit: what comes so far ends the search.
  return costOf(new PatternReader(pattern.source, pattern.ignoreCase).whole(), 0n).steps;
}

function isNullable(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'assertion':
      return true;
    case 'repeat':
      return node.least === 0 || isNullable(node.part);
    case 'sequence':
      return node.parts.every(isNullable);
    case 'either':
      return node.parts.some(isNullable);
  }
}

/** What a part may begin with, if `follow` is what may stand behind it. */
function firstOf(node: Node, follow: Bytes): Bytes {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'assertion':
      return follow;
    case 'repeat':
      return firstOf(node.part, follow) | (isNullable(node) ? follow : 0n);
    case 'sequence':
      return node.parts.reduceRight((rest, part) => firstOf(part, rest), follow);
    case 'either':
      return node.parts.reduce((set, part) => set | firstOf(part, follow), 0n);
  }
}

function costOf(node: Node, follow: Bytes): Cost {
  switch (node.kind) {
    case 'set':
      return { ways: 1, steps: 1 };
    case 'assertion':
      return { ways: 1, steps: node.part === undefined ? 2 : costOf(node.part, 0n).steps };
    case 'sequence':
      return sequenceCost(node.parts, follow);
    case 'either':
      return eitherCost(node.parts, follow);
    case 'repeat':
      return repeatCost(node, follow);
  }
}

function sequenceCost(parts: readonly Node[], follow: Bytes): Cost {
  let next = follow;
  let cost: Cost = { ways: 1, steps: 0 };
  // From the right: what stands behind a part decides how many of its ways go on.
  for (const part of parts.toReversed()) {
    const { ways, steps } = costOf(part, next);
    cost = { ways: ways * cost.ways, steps: steps + ways * cost.steps };
    next = firstOf(part, next);
  }
  return cost;
}

function eitherCost(parts: readonly Node[], follow: Bytes): Cost {
  const costs = parts.map((part) => costOf(part, follow));
  const firsts = parts.map((part) => firstOf(part, follow));
  const apart = firsts.every((one, i) => firsts.every((other, j) => i <= j || (one & other) === 0n));
  const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);
  const ways = costs.map((cost) => cost.ways);
  const steps = costs.map((cost) => cost.steps);
  // By the first byte only one of them can match; the others cost that byte.
  return apart
    ? { ways: Math.max(...ways), steps: Math.max(...steps) + parts.length }
    : { ways: sum(ways), steps: sum(steps) };
}

function repeatCost({ part, least, most }: Node & { kind: 'repeat' }, follow: Bytes): Cost {
  const first = firstOf(part, follow);
  const { ways: inner, steps: each } = costOf(part, first | follow);
  // Whether the next byte says if it goes on or ends.
  const settled = !isNullable(part) && (first & follow) === 0n;
  if (inner === 1)
    return settled
      ? { ways: 1, steps: most * each + (most - least + 1) }
      : { ways: most - least + 1, steps: most * each };
  let ways = 0;
  let steps = 0;
  // The ways to match it n times.
  let power = 1;
  for (let n = 0; n <= most && power !== Number.POSITIVE_INFINITY; n++) {
    if (n >= least) ways += power;
    if (n < most) steps += power * each;
    power *= inner;
  }
  return power === Number.POSITIVE_INFINITY ? { ways: power, steps: power } : { ways, steps };
}

class PatternReader {
  readonly #source: string;
  readonly #folded: boolean;
  readonly #groups = new Map<string, Node>();
  #at = 0;

  constructor(source: string, folded: boolean) {
    this.#source = source;
    this.#folded = folded;
  }

  whole(): Node {
    const node = this.#alternatives();
    if (this.#at !== this.#source.length) throw new Error(`cannot read ${this.#source}`);
    return node;
  }

  #alternatives(): Node {
    const parts = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? (parts[0] as Node) : { kind: 'either', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] as string))
      parts.push(this.#quantified());
    return { kind: 'sequence', parts };
  }

  #quantified(): Node {
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

  #atom(): Node {
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

  #group(): Node {
    const opened = /^\?(?::|(<?[=!])|<(\w+)>)/.exec(this.#source.slice(this.#at, this.#at + 40));
    if (opened !== null) this.#at += opened[0].length;
    const part = this.#alternatives();
    if (this.#source[this.#at++] !== ')') throw new Error('open group');
    if (opened?.[2] !== undefined) this.#groups.set(opened[2], part);
    return opened?.[1] === undefined ? part : { kind: 'assertion', part };
  }

  #set(members: Bytes): Node {
    const set = this.#folded ? members | ((members & upper) << 32n) | ((members & lower) >> 32n) : members;
    return { kind: 'set', set };
  }

  /** The same byte again: a reference to a group of more is not read. */
  #reference(): Node {
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
