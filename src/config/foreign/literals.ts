/** Words of which every match of a pattern holds one; the shortest of them counts. */
type Words = readonly string[];

/**
 * The literal words, three characters or more, of which every match of an RE2 pattern must hold one: the keywords of a rule
 * that names none. Undefined where there are none, or where the pattern is not understood.
 */
export function requiredWords(pattern: string): Words | undefined {
  const reader = new Reader(pattern);
  const words = reader.alternatives();
  return reader.done && words !== undefined && shortest(words) >= 3 && words.length <= 50 ? words : undefined;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  /** One branch or the other: a word of each is needed. */
  alternatives(): Words | undefined {
    let words: Words | undefined = [];
    for (;;) {
      const branch = this.#sequence();
      words = words === undefined || branch === undefined ? undefined : [...words, ...branch];
      if (this.#text[this.#at] !== '|') return words;
      this.#at++;
    }
  }

  /** One after the other: the best of what each part needs. */
  #sequence(): Words | undefined {
    let best: Words | undefined;
    let run = '';
    const offer = (words: Words | undefined): void => {
      if (words !== undefined && words.length > 0 && (best === undefined || shortest(words) > shortest(best)))
        best = words;
    };
    while (!this.done) {
      const c = this.#text[this.#at];
      if (c === '|' || c === ')') break;
      const literal = this.#literal();
      const group = literal === undefined ? this.#other() : undefined;
      const optional = this.#quantifier();
      if (literal !== undefined && !optional.repeats) {
        run += literal;
        continue;
      }
      // Once at least, but not once: a run ends behind it, and another does not begin with it.
      if (literal !== undefined && !optional.none) run += literal;
      offer(run === '' ? undefined : [run.toLowerCase()]);
      run = '';
      if (!optional.none) offer(group);
    }
    offer(run === '' ? undefined : [run.toLowerCase()]);
    return best;
  }

  #literal(): string | undefined {
    const c = this.#text[this.#at] ?? '';
    if (c === '\\') {
      const next = this.#text[this.#at + 1] ?? '';
      if (!/[^A-Za-z0-9]/.test(next)) return undefined;
      this.#at += 2;
      return next;
    }
    if ('[(.^$*+?{'.includes(c)) return undefined;
    this.#at++;
    return c;
  }

  /** A class, an anchor, an escape, or a group, of which what it needs is returned. */
  #other(): Words | undefined {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith('(')) {
      // Flags for what follows, or a group with or without a name.
      const head = /^\((?:\?[a-zA-Z-]*\)|\?(?:P?<\w+>|[a-zA-Z-]*:))?/.exec(rest)?.[0] ?? '(';
      this.#at += head.length;
      if (head.endsWith(')')) return undefined;
      const words = this.alternatives();
      this.#at++;
      return words;
    }
    const one = /^(?:\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\x..|\\Q.*?\\E|\\.|\[\^?\]?(?:\[:\w+:\]|\\[^]|[^\]\\])*\]|[^])/.exec(rest); // prettier-ignore
    this.#at += one?.[0].length ?? 1;
    return undefined;
  }

  #quantifier(): { repeats: boolean; none: boolean } {
    const [text = '', least] = /^(?:[*+?]|\{(\d*)(?:,\d*)?\})[?+]?/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += text.length;
    return { repeats: text !== '', none: /^[*?]/.test(text) || (least !== undefined && Number(least) === 0) };
  }
}

function shortest(words: Words): number {
  return Math.min(...words.map((word) => word.length));
}
