import type { Engine } from '../engine/index.ts';

/**
 * Masks names that come from a repository (paths, refs, authors) over every match of the engine, reported or not:
 * a secret can stand in a branch's name too. Remembers what it saw, for the same names come often.
 */
export class Masker {
  readonly #engine: Engine;
  readonly #known = new Map<string, string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  mask(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const bytes = Buffer.from(text);
    const candidates = this.#engine.find(bytes);
    const spans = this.#engine.judge(bytes, candidates, {}).map((match) => match.span);
    let masked = '';
    let at = 0;
    for (const span of spans) {
      if (span.end <= at) continue;
      masked += bytes.toString('utf8', at, Math.max(at, span.start));
      if (span.start >= at) masked += '****';
      at = span.end;
    }
    masked += bytes.toString('utf8', at);
    if (this.#known.size > 100_000) this.#known.clear();
    this.#known.set(text, masked);
    return masked;
  }
}
