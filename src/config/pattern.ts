import { RE2JS } from 're2js';

/** Reads RE2 syntax. @throws when it is none; the message is re2js's own and may quote the pattern */
export function compileLinear(pattern: string): RE2JS {
  return RE2JS.compile(pattern);
}

/**
 * A user's pattern as the engine takes one, matched by an engine that cannot backtrack: it may come with the repository
 * being scanned. The underlying `RegExp` never matches; only {@link LinearPattern.exec} is used.
 */
export class LinearPattern extends RegExp {
  readonly #compiled: RE2JS;
  readonly #group: string | number | undefined;
  readonly #text: string;

  /** @param group - which group is the secret; default the one called `secret`, else the whole match */
  constructor(pattern: string, group: string | number | undefined) {
    super('(?!)', 'dg');
    this.#text = pattern;
    this.#compiled = compileLinear(pattern);
    const names = Object.keys(this.#compiled.namedGroups());
    this.#group = group ?? (names.includes('secret') ? 'secret' : undefined);
    const known =
      this.#group === undefined ||
      (typeof this.#group === 'string'
        ? names.includes(this.#group)
        : this.#group <= this.#compiled.groupCount());
    if (!known) throw new RangeError('no such group');
  }

  /** The pattern in RE2 syntax. */
  override toString(): string {
    return this.#text;
  }

  override exec(text: string): RegExpExecArray | null {
    const matcher = this.#compiled.matcher(text);
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    const start = matcher.start();
    const end = matcher.end();
    this.lastIndex = end;
    const group = this.#group ?? 0;
    const from = matcher.start(group);
    const whole: [number, number] = [start, end];
    // A group that took no part in the match leaves nothing to report.
    const secret: [number, number] = from < 0 ? [start, start] : [from, matcher.end(group)];
    const groups: Record<string, string> = { secret: text.slice(...secret) };
    const found = [text.slice(start, end)] as unknown as RegExpExecArray;
    const indices = [whole] as RegExpIndicesArray;
    indices.groups = { secret };
    return Object.assign(found, { index: start, input: text, groups, indices });
  }
}
