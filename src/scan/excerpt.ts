import type { Engine, Span } from '../engine/index.ts';
import { looksLikeDocument, readDocument } from '../manifests/index.ts';
import { maskSpans, rawMatches } from './mask.ts';
import { decodeText, encodingOf, lineFeeds } from './position.ts';
import type { Encoding } from './position.ts';
import type { Finding, Place } from './types.ts';

/** Bytes that are shown before and after the secret. */
const before = 80;
const after = 48;

/** A name, whatever separates it from its value, and how a value may begin. */
const nameBefore = /([A-Za-z_$][\w$.-]{0,80})["'`)\]]{0,2}\s{0,8}(?::=|=>|={1,3}|:|,|\s)\s{0,8}(?:[\w.]{1,40}\(\s{0,4})?[&*|>]?["'`]{0,3}$/; // prettier-ignore

/**
 * Lines of one file, fit to print: masked over every raw match of the engine, reported or not, and over every value that
 * the document itself names. Of a finding that has no shape of its own only the name on its left is shown.
 */
export class Excerpts {
  readonly #bytes: Buffer;
  readonly #encoding: Encoding;
  readonly #lines: readonly number[];
  readonly #raw: readonly Span[];
  readonly #values: readonly Span[];
  readonly #generic: ReadonlySet<string>;

  constructor(engine: Engine, bytes: Uint8Array, path: string | undefined) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#encoding = encodingOf(this.#bytes);
    this.#lines = lineFeeds(this.#bytes, this.#encoding);
    const document =
      path !== undefined && looksLikeDocument(path, bytes) ? readDocument(path, bytes) : undefined;
    this.#raw = rawMatches(engine, bytes);
    this.#values = (document?.values ?? [])
      .filter((value) => value.class === 'secret' || value.class === 'literal')
      .map((value) => value.span);
    this.#generic = new Set(
      engine.detectors.filter((detector) => detector.generic === true).map((detector) => detector.id),
    );
  }

  /** What stands around a finding's secret at one of its places; undefined where that says nothing. */
  around(finding: Finding, place: Place): string | undefined {
    const own = this.#span(place);
    if (own === undefined) return undefined;
    const [line, lineEnd] = this.#lineAt(own.start);
    let start = this.#boundary(Math.max(line, own.start - before));
    let end = this.#boundary(Math.min(lineEnd, Math.max(own.start, own.end) + after));
    const hidden = [...this.#raw, ...this.#values.filter((span) => !contains(span, own))].filter(
      (span) => span.start < lineEnd && span.end > line && span.start < end && span.end > start,
    );
    // A mask at an edge is a whole one.
    for (const span of hidden) {
      start = Math.min(start, Math.max(line, span.start));
      end = Math.max(end, Math.min(lineEnd, span.end));
    }
    const decode = (part: Buffer): string => decodeText(part, this.#encoding);
    const cut = (from: number, to: number): string =>
      maskSpans(
        this.#bytes.subarray(from, to),
        hidden
          .filter((span) => span.end > from && span.start < to)
          .map((span) => ({ start: Math.max(from, span.start) - from, end: Math.min(to, span.end) - from })),
        decode,
      );
    const left = cut(start, own.start);
    if (this.#generic.has(finding.detector)) {
      const name = nameBefore.exec(left.replace(/\*{4}$/, ''))?.[1];
      return name === undefined ? undefined : `${name} = ${finding.secret.mask}`;
    }
    const right = own.end >= end ? '' : cut(own.end, end);
    const text = `${start > line ? '…' : ''}${left}${finding.secret.mask}${right}${end < lineEnd ? '…' : ''}`
      // A raw match that is wider than the secret adds nothing.
      .replaceAll(`****${finding.secret.mask}`, finding.secret.mask)
      .replace(/\*{4}(?:\*{4})+/g, '****')
      .trim();
    return text === finding.secret.mask ? undefined : text;
  }

  #span(place: Place): Span | undefined {
    const { line, column, endLine, endColumn } = place;
    if (line === undefined || column === undefined) return undefined;
    const start = this.#offset(line, column);
    const end = this.#offset(endLine ?? line, endColumn ?? column);
    return start === undefined || end === undefined || end < start ? undefined : { start, end };
  }

  /** Lines and columns as {@link Place} has them. */
  #offset(line: number, column: number): number | undefined {
    let at = line === 1 ? 0 : this.#lines[line - 2];
    if (at === undefined) return undefined;
    if (at === 0) at = this.#markLength();
    for (let left = column - 1; left > 0 && at < this.#bytes.length; left--) at += this.#width(at);
    return Math.min(at, this.#bytes.length);
  }

  #markLength(): number {
    if (this.#encoding === 'utf-8') return this.#bytes.indexOf('\u{FEFF}') === 0 ? 3 : 0;
    const [first = 0, second = 0] = this.#bytes;
    return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) ? 2 : 0;
  }

  /** Bytes of the code point at an offset. */
  #width(at: number): number {
    if (this.#encoding === 'utf-8') {
      let width = 1;
      while (((this.#bytes[at + width] ?? 0) & 0xc0) === 0x80) width++;
      return width;
    }
    const unit = this.#bytes[at + (this.#encoding === 'utf-16be' ? 0 : 1)] ?? 0;
    return unit >= 0xd8 && unit <= 0xdb ? 4 : 2;
  }

  /** The next offset at which a code point begins. */
  #boundary(at: number): number {
    if (this.#encoding !== 'utf-8') return at + (at % 2);
    let to = at;
    while (((this.#bytes[to] ?? 0) & 0xc0) === 0x80) to++;
    return to;
  }

  #lineAt(offset: number): [start: number, end: number] {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const next = this.#lines[low];
    const feed = this.#encoding === 'utf-8' ? 1 : 2;
    return [this.#lines[low - 1] ?? 0, next === undefined ? this.#bytes.length : next - feed];
  }
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && outer.end >= inner.end;
}
