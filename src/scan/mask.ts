import type { Engine, Span } from '../engine/index.ts';

const slash = 0x2f;
const lineFeed = 0x0a;

/**
 * Masks names that come from a repository (paths, refs, authors) over every raw match of the engine, reported or not:
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
    const spans = rawMatches(this.#engine, bytes);
    // A part of a path is a name of its own: what stands before it in the path says nothing about it.
    if (bytes.includes(slash))
      spans.push(
        ...rawMatches(
          this.#engine,
          bytes.map((byte) => (byte === slash ? lineFeed : byte)),
        ),
      );
    const masked = spans.length === 0 ? text : maskSpans(bytes, spans);
    if (this.#known.size > 100_000) this.#known.clear();
    this.#known.set(text, masked);
    return masked;
  }
}

/** Everything that a detector's pattern takes for a secret; a document's marker (`secretGenerator`) is none. */
export function rawMatches(engine: Engine, bytes: Uint8Array): Span[] {
  return engine.find(bytes).filter(({ detector }) => detector >= 0);
}

/** The bytes as text with `****` for each span; spans that touch or overlap become one. */
export function maskSpans(
  bytes: Buffer,
  spans: readonly Span[],
  decode: (part: Buffer) => string = (part) => part.toString('utf8'),
): string {
  let masked = '';
  let at = 0;
  let hidden = false;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    if (start > at) {
      masked += decode(bytes.subarray(at, start));
      hidden = false;
    }
    if (!hidden) masked += '****';
    hidden = true;
    at = end;
  }
  return masked + decode(bytes.subarray(at));
}
