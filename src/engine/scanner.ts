import { buildAutomaton } from './automaton.ts';
import type { Automaton } from './automaton.ts';
import { escapeMarkers, joinedView, unescapeView } from './decode/escapes.ts';
import { decodeRuns } from './decode/runs.ts';
import { detectEncoding, utf16View } from './decode/utf16.ts';
import type { View } from './decode/view.ts';
import { matchWindow, toMatcher } from './matcher.ts';
import type { Hit, Matcher } from './matcher.ts';
import type { Detector, Span } from './types.ts';

/** How deep encodings may nest. */
const deepest = 3;
/** What one scan may decode in all, as a multiple of its input and in bytes: text that decodes to text for ever. */
const decodedBudget = { factor: 4, bytes: 8 * 1024 * 1024 };
/** Around a changed range this much is looked at again, to the next line: more than any line-bound window. */
const widening = 512;
/** How far back the beginning of a multi-line block is looked for. */
const blockReach = 16 * 1024;
/** Escapes are decoded in pieces of this size around them. */
const escapeWindow = 256;

/** A hit, and the buffer that it was found in. */
export interface Found {
  readonly hit: Hit;
  readonly bytes: Buffer;
  /** In the buffer that the scan was given. */
  readonly span: Span;
  readonly decoded: readonly string[];
}

/** Finds every match of every detector: keyword automaton first, then the pattern in a window, then what decodes. */
export class Scanner {
  readonly matchers: readonly Matcher[];
  readonly #automaton: Automaton;
  /** Matchers of each keyword; the escape markers come last and have none. */
  readonly #byKeyword: readonly (readonly Matcher[])[];
  readonly #keywordLengths: readonly number[];
  readonly #firstEscape: number;

  constructor(detectors: readonly Detector[]) {
    this.matchers = detectors.map(toMatcher);
    const byKeyword = new Map<string, Matcher[]>();
    for (const matcher of this.matchers) {
      for (const keyword of matcher.detector.keywords) {
        const list = byKeyword.get(keyword);
        if (list === undefined) byKeyword.set(keyword, [matcher]);
        else if (!list.includes(matcher)) list.push(matcher);
      }
    }
    const keywords = [...byKeyword.keys()];
    this.#firstEscape = keywords.length;
    this.#byKeyword = [...byKeyword.values()];
    this.#keywordLengths = keywords.map((keyword) => keyword.length);
    this.#automaton = buildAutomaton([...keywords, ...escapeMarkers]);
  }

  /** Every hit in the bytes, or in the given ranges and what belongs to them. */
  scan(input: Uint8Array, ranges: readonly Span[] | undefined, visit: (found: Found) => void): void {
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    const budget = { left: bytes.length * decodedBudget.factor + decodedBudget.bytes };
    const encoding = detectEncoding(bytes);
    if (encoding !== 'bytes') {
      this.#inView(utf16View(bytes, encoding), 0, [], budget, visit);
      return;
    }
    const regions = ranges === undefined ? [{ start: 0, end: bytes.length }] : widen(bytes, ranges);
    for (const region of regions) {
      this.#region(bytes, region.start, region.end, 0, budget, (hit, decoded, buffer, span) =>
        visit({ hit, bytes: buffer, span, decoded }),
      );
    }
  }

  #inView(
    view: View,
    depth: number,
    outer: readonly string[],
    budget: { left: number },
    visit: (found: Found) => void,
  ): void {
    this.#region(view.bytes, 0, view.bytes.length, depth, budget, (hit, decoded, bytes, span) =>
      visit({
        hit,
        bytes,
        span: view.toOuter(span.start, span.end),
        decoded: view.kind === '' ? [...outer, ...decoded] : [...outer, view.kind, ...decoded],
      }),
    );
  }

  /** Hits in [from, to) of one buffer; spans are in that buffer. */
  #region(
    bytes: Buffer,
    from: number,
    to: number,
    depth: number,
    budget: { left: number },
    visit: (hit: Hit, decoded: readonly string[], bytes: Buffer, span: Span) => void,
  ): void {
    const { next, classes, shift, firstOutput, outputs } = this.#automaton;
    // Where each matcher's last window ended: windows that overlap are one, so the work is bounded.
    const done = new Map<Matcher, number>();
    let escapesUntil = from;
    let state = 0;
    for (let at = from; at < to; at++) {
      state = next[(state << shift) | (classes[bytes[at] as number] as number)] as number;
      if (state < firstOutput) continue;
      for (const keyword of outputs[state - firstOutput] as readonly number[]) {
        if (keyword >= this.#firstEscape) {
          if (depth < deepest && at >= escapesUntil)
            escapesUntil = this.#escapes(bytes, at, from, to, depth, budget, visit);
          continue;
        }
        const start = at + 1 - (this.#keywordLengths[keyword] as number);
        for (const matcher of this.#byKeyword[keyword] as readonly Matcher[]) {
          const quick = matcher.detector.quick;
          if (quick !== undefined && !quick(bytes, start, at + 1)) continue;
          const windowFrom = Math.max(0, start - matcher.before, done.get(matcher) ?? 0);
          const windowTo = Math.min(bytes.length, at + 1 + matcher.after);
          if (windowTo <= windowFrom) continue;
          done.set(matcher, windowTo);
          let any = false;
          matchWindow(matcher, bytes, windowFrom, windowTo, (hit) => {
            any = true;
            visit(hit, [], bytes, { start: hit.start, end: hit.end });
          });
          if (
            !any &&
            depth < deepest &&
            matcher.detector.generic !== true &&
            matcher.detector.publicPrefix !== undefined
          )
            this.#joined(bytes, start, matcher, visit);
        }
      }
    }
    if (depth >= deepest) return;
    decodeRuns(bytes, from, to, (view) => {
      budget.left -= view.bytes.length;
      if (budget.left < 0) return;
      this.#region(view.bytes, 0, view.bytes.length, depth + 1, budget, (hit, decoded, inner, span) =>
        visit(hit, [...view.kind.split('+'), ...decoded], inner, view.toOuter(span.start, span.end)),
      );
    });
  }

  /** A token in pieces: tried only where its fixed beginning was seen and no whole one. */
  #joined(
    bytes: Buffer,
    start: number,
    matcher: Matcher,
    visit: (hit: Hit, decoded: readonly string[], bytes: Buffer, span: Span) => void,
  ): void {
    const view = joinedView(bytes, Math.max(0, start - 16), Math.min(bytes.length, start + 512));
    if (view === undefined) return;
    matchWindow(matcher, view.bytes, 0, view.bytes.length, (hit) => {
      if (view.changed(hit.start, hit.end))
        visit(hit, [view.kind], view.bytes, view.toOuter(hit.start, hit.end));
    });
  }

  /** Resolves escapes around a marker; reports only what the escapes hid. Returns where the next look may start. */
  #escapes(
    bytes: Buffer,
    at: number,
    from: number,
    to: number,
    depth: number,
    budget: { left: number },
    visit: (hit: Hit, decoded: readonly string[], bytes: Buffer, span: Span) => void,
  ): number {
    const start = Math.max(from, at - escapeWindow);
    const end = Math.min(to, at + 2 * escapeWindow);
    budget.left -= end - start;
    if (budget.left < 0) return to;
    const view = unescapeView(bytes, start, end);
    if (view !== undefined) {
      this.#region(view.bytes, 0, view.bytes.length, depth + 1, budget, (hit, decoded, inner, span) => {
        const whole = decoded.length > 0 ? span : { start: hit.from, end: hit.to };
        if (view.changed(whole.start, Math.min(whole.end, view.bytes.length)))
          visit(hit, [view.kind, ...decoded], inner, view.toOuter(span.start, span.end));
      });
    }
    return end - 64;
  }
}

/** Changed ranges widened to lines and to the block that a multi-line secret needs; sorted and merged. */
function widen(bytes: Buffer, ranges: readonly Span[]): Span[] {
  const sorted = ranges.map((range) => widenOne(bytes, range)).sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}

function widenOne(bytes: Buffer, range: Span): Span {
  let start = Math.max(0, range.start - widening);
  const end = Math.min(bytes.length, range.end + widening);
  // A changed line inside a key's block: the keyword is at the block's beginning.
  const block = bytes.lastIndexOf('-----BEGIN', range.start);
  if (block !== -1 && block >= range.start - blockReach && block < start) start = block;
  return { start, end };
}
