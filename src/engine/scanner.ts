import { KeywordPass, buildAutomaton } from './automaton.ts';
import type { Automaton } from './automaton.ts';
import { escapeMarkers, joinedView, tokenEnd, unescapeView } from './decode/escapes.ts';
import { decodeRuns } from './decode/runs.ts';
import type { Budget } from './decode/runs.ts';
import { detectEncoding, utf16View } from './decode/utf16.ts';
import { LineWindow, withinLines } from './lines.ts';
import { latin1, matchWindow, mayMatch, ready, toMatcher } from './matcher.ts';
import type { Hit, Matcher } from './matcher.ts';
import { merge, widen } from './ranges.ts';
import type { Reach } from './ranges.ts';
import type { View } from './decode/view.ts';
import type { SeenText } from './seen.ts';
import type { Detector, Span } from './types.ts';

/**
 * Markers of documents in which a value can be secret although nothing in its text says so (base64 in a Secret's data,
 * a `name`/`value` pair).
 */
const documentMarkers = [
  'apiVersion',
  'secretGenerator',
  'configMapGenerator',
  'containerDefinitions',
  '"auths"',
];
const markerBytes = documentMarkers.map((marker) => Buffer.from(marker));

/** How deep encodings may nest. */
const deepest = 3;
/** What one scan may decode in all, as a multiple of its input and in bytes: text that decodes to text for ever. */
const decodedBudget = { factor: 4, bytes: 8 * 1024 * 1024 };
/** Escapes are decoded in pieces: so much before the first one, so much after it, so much of the end once more. */
const escapePiece = { before: 256, after: 1024, again: 384 };

/** A hit, and the buffer that it was found in. */
export interface Found {
  readonly hit: Hit;
  readonly bytes: Buffer;
  readonly decoded: readonly string[];
  /** Where a range of `bytes` lies in the buffer that the scan was given. */
  readonly locate: Locate;
}

/** Is told where a document's marker stands. */
export type Mark = (start: number, end: number) => void;
type Locate = (start: number, end: number) => Span;
type Visit = (found: Found) => void;

const here: Locate = (start, end) => ({ start, end });

/** A visitor of what is found in a view: hands it on as found in the buffer that the view was made from. */
function through(view: View, kinds: readonly string[], visit: Visit): Visit {
  return ({ hit, bytes, decoded, locate }) =>
    visit({
      hit,
      bytes,
      decoded: [...kinds, ...decoded],
      locate(start, end) {
        const inner = locate(start, end);
        return view.toOuter(inner.start, inner.end);
      },
    });
}

interface Target {
  readonly matcher: Matcher;
  /** Of the keyword. */
  readonly length: number;
  /** The keyword itself, where the automaton may have taken something like it for it. */
  readonly text: string | undefined;
}

/** What ends at an automaton's state. */
interface Output {
  readonly targets: readonly Target[];
  readonly escape: boolean;
  readonly marker: Buffer | undefined;
}

/** One buffer being scanned: the one that was given, or a decoded one. */
interface Level {
  readonly bytes: Buffer;
  readonly depth: number;
  readonly budget: Budget;
  readonly visit: Visit;
  readonly mark: Mark | undefined;
  readonly seen: SeenText | undefined;
  /** Made at the first keyword that needs it. */
  lines: LineWindow | undefined;
  /** Each matcher's window that is not yet looked at, and which matchers have one: windows that overlap become one. */
  readonly openFrom: Float64Array;
  readonly openTo: Float64Array;
  readonly open: Matcher[];
  /** The region being looked at. */
  from: number;
  to: number;
  escapesUntil: number;
  /** Characters up to here are known to belong to a token in one piece. */
  seamless: number;
  /** Whether a block's keyword was seen in the region. */
  block: boolean;
  readonly report: (state: number, end: number) => void;
  /** Looks at what was encoded. */
  readonly unwrap: (view: View) => void;
}

/** What the automaton for keywords is built from: keywords first, then the markers of escapes, then those of documents. */
export function searchedFor(keywords: readonly string[]): [words: string[], distinct: string] {
  const markers = documentMarkers.map((marker) => marker.toLowerCase());
  return [[...keywords, ...escapeMarkers, ...markers], escapeMarkers.join('')];
}

interface ScanOptions {
  /** A range may lie in a multi-line block even if nothing in it says so. */
  readonly inBlocks?: boolean;
  readonly mark?: Mark | undefined;
  /** What need not be looked at. */
  readonly seen?: SeenText | undefined;
}

/** Finds every match of every detector: keyword automaton first, then the pattern in a window, then what decodes. */
export class Scanner {
  readonly matchers: readonly Matcher[];
  readonly #automaton: Automaton;
  readonly #pass: KeywordPass;
  /** Made when a state first reports. */
  readonly #outputs: (Output | undefined)[];
  readonly #matchersOf: readonly (readonly Matcher[])[];
  readonly #keywords: readonly string[];
  /** One more than the highest index of a matcher. */
  readonly #indices: number;
  /** The farthest that a window which is held to lines, and its keyword, reach. */
  readonly #lineReach: Reach;
  readonly #blocks: { readonly matchers: readonly Matcher[]; readonly reach: Reach } | undefined;
  /** Of the blocks alone; made when a changed line may belong to one. */
  #blockScanner: Scanner | undefined;

  constructor(detectors: readonly Detector[], matchers: readonly Matcher[] = detectors.map(toMatcher)) {
    this.matchers = matchers;
    this.#indices = matchers.reduce((most, { index }) => Math.max(most, index + 1), 0);
    const byKeyword = new Map<string, Matcher[]>();
    for (const matcher of matchers) {
      for (const keyword of matcher.detector.keywords) {
        const list = byKeyword.get(keyword);
        if (list === undefined) byKeyword.set(keyword, [matcher]);
        else if (!list.includes(matcher)) list.push(matcher);
      }
    }
    const keywords = [...byKeyword.keys()];
    this.#keywords = keywords;
    this.#matchersOf = [...byKeyword.values()];
    this.#automaton = buildAutomaton(...searchedFor(keywords));
    this.#pass = new KeywordPass(this.#automaton);
    this.#outputs = Array.from<Output | undefined>({
      length: this.#automaton.count - this.#automaton.firstOutput,
    });
    const reach = (list: readonly Matcher[]): Reach => ({
      before: Math.max(0, ...list.map((m) => m.before)) + this.#automaton.longest,
      after: Math.max(0, ...list.map((m) => m.after)) + this.#automaton.longest,
    });
    const blocks = matchers.filter((matcher) => matcher.block);
    this.#lineReach = reach(matchers.filter((matcher) => !matcher.block));
    this.#blocks = blocks.length === 0 ? undefined : { matchers: blocks, reach: reach(blocks) };
  }

  /** Every hit in the bytes, or in the given ranges and what belongs to them. */
  scan(
    input: Uint8Array,
    ranges: readonly Span[] | undefined,
    visit: (found: Found) => void,
    options: ScanOptions = {},
  ): void {
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    const budget = { left: bytes.length * decodedBudget.factor + decodedBudget.bytes };
    const encoding = detectEncoding(bytes);
    if (encoding === 'bytes') this.#scan(bytes, ranges, visit, budget, options);
    else {
      const view = utf16View(bytes, encoding);
      this.#whole(view.bytes, 0, budget, through(view, [], visit));
    }
    // Something is encoded in a way that nobody knows to the end of.
    if (budget.left < 0) options.mark?.(0, bytes.length);
  }

  #scan(
    bytes: Buffer,
    ranges: readonly Span[] | undefined,
    visit: Visit,
    budget: Budget,
    { inBlocks = false, mark, seen }: ScanOptions,
  ): void {
    const reach = this.#lineReach;
    let regions = ranges && widen(bytes, ranges, reach);
    if (seen !== undefined) {
      regions = seen.fresh(bytes, regions ?? [{ start: 0, end: bytes.length }], reach);
      if (regions.length === 0) return;
    }
    const level = this.#level(bytes, 0, budget, visit, mark, seen);
    if (regions === undefined) this.#all(level);
    else this.#regions(bytes, regions, level, inBlocks);
    if (budget.left >= 0) seen?.settle();
    this.#done(level);
  }

  #level(bytes: Buffer, depth: number, budget: Budget, visit: Visit, mark?: Mark, seen?: SeenText): Level {
    const level: Level = {
      bytes,
      depth,
      budget,
      visit,
      mark,
      seen,
      lines: undefined,
      openFrom: this.#spare.pop() ?? new Float64Array(this.#indices),
      openTo: this.#spare.pop() ?? new Float64Array(this.#indices),
      open: [],
      from: 0,
      to: bytes.length,
      escapesUntil: 0,
      seamless: 0,
      block: false,
      report: (state, end) => this.#keyword(level, state, end),
      unwrap: (view) =>
        this.#whole(view.bytes, depth + 1, budget, through(view, view.kind.split('+'), visit)),
    };
    return level;
  }

  /** Arrays of levels that are done with: most are far larger than what a small change needs. */
  readonly #spare: Float64Array[] = [];

  #done({ openFrom, openTo }: Level): void {
    openTo.fill(0);
    this.#spare.push(openTo, openFrom);
  }

  #whole(bytes: Buffer, depth: number, budget: Budget, visit: Visit): void {
    const level = this.#level(bytes, depth, budget, visit);
    this.#all(level);
    this.#done(level);
  }

  #all(level: Level): void {
    this.#enter(level, 0, level.bytes.length);
    this.#pass.run(level.bytes, 0, level.bytes.length, level.report);
    this.#leave(level);
  }

  #regions(bytes: Buffer, regions: readonly Span[], level: Level, inBlocks: boolean): void {
    const around: Span[] = [];
    this.#pass.runAll(bytes, regions, {
      enter: (region) => this.#enter(level, region.start, region.end),
      report: level.report,
      leave: (region) => {
        const armoured = this.#leave(level);
        if (this.#blocks === undefined || !(inBlocks || level.block || armoured)) return;
        const { before, after } = this.#blocks.reach;
        around.push({
          start: Math.max(0, region.start - after),
          end: Math.min(bytes.length, region.end + before),
        });
      },
    });
    if (around.length === 0) return;
    // A changed line within a block, whose keyword is at the block's beginning.
    if (this.#blocks === undefined) return;
    const blocks = (this.#blockScanner ??=
      this.#blocks.matchers.length === this.matchers.length ? this : new Scanner([], this.#blocks.matchers));
    const far = blocks.#level(bytes, deepest, level.budget, level.visit);
    for (const region of merge(around)) {
      blocks.#enter(far, region.start, region.end);
      blocks.#pass.run(bytes, region.start, region.end, far.report);
      blocks.#leave(far);
    }
    blocks.#done(far);
  }

  #enter(level: Level, from: number, to: number): void {
    level.from = from;
    level.to = to;
    level.escapesUntil = Math.max(level.escapesUntil, from);
    level.block = false;
  }

  /** Looks at windows that are still open, and at what is encoded in the region. Could a line be of an armoured key? */
  #leave(level: Level): boolean {
    if (level.open.length > 0) {
      for (const matcher of level.open) this.#look(level, matcher);
      level.open.length = 0;
    }
    return level.depth < deepest && decodeRuns(level);
  }

  /** Keywords end at `end`: tries the patterns of those whose surroundings pass the quick look. */
  #keyword(level: Level, state: number, end: number): void {
    const place = state - this.#automaton.firstOutput;
    const { targets, escape, marker } = (this.#outputs[place] ??= this.#output(state));
    const { bytes } = level;
    for (const { matcher, length, text } of targets) {
      const start = end - length;
      if (text !== undefined && latin1(bytes, start, end).toLowerCase() !== text) continue;
      if (!matcher.isReady) ready(matcher);
      const { quick } = matcher;
      if (quick !== undefined && !quick(bytes, start, end)) continue;
      if (matcher.block) {
        level.block = true;
        level.seen?.unsettle(start, end);
      }
      if (matcher.joinable && level.depth < deepest) this.#joined(level, matcher, start, end);
      let from = Math.max(0, start - matcher.before);
      let to = Math.min(bytes.length, end + matcher.after);
      if (matcher.detector.anchored === true) {
        this.#lookAt(level, matcher, start, end, to);
        continue;
      }
      if (!mayMatch(matcher, bytes, from, to)) continue;
      if (!matcher.block) {
        const lines = (level.lines ??= new LineWindow(bytes));
        lines.seek(end);
        from = Math.max(from, lines.from);
        to = Math.min(to, lines.to);
      }
      this.#open(level, matcher, from, to);
    }
    if (marker !== undefined && level.mark !== undefined) {
      const start = end - marker.length;
      if (marker.compare(bytes, start, end) === 0) level.mark(start, end);
    }
    if (escape && level.depth < deepest && end > level.escapesUntil) this.#escapes(level, end - 1);
  }

  #output(state: number): Output {
    const automaton = this.#automaton;
    const ending = automaton.ending(state);
    const keywords = this.#keywords.length;
    return {
      targets: ending.flatMap((number) => {
        const keyword = this.#keywords[number];
        if (keyword === undefined) return [];
        const text = automaton.isVague(number) ? keyword.toLowerCase() : undefined;
        return (this.#matchersOf[number] ?? []).map((matcher) => ({ matcher, length: keyword.length, text }));
      }),
      escape: ending.some((number) => number >= keywords && number < keywords + escapeMarkers.length),
      marker: ending
        .map((number) => markerBytes[number - keywords - escapeMarkers.length])
        .find((marker) => marker !== undefined),
    };
  }

  /** Widens the matcher's open window; or looks at that, and opens another. */
  #open(level: Level, matcher: Matcher, from: number, to: number): void {
    const { openFrom, openTo, open } = level;
    const { index } = matcher;
    const until = openTo[index] as number;
    if (until === 0) open.push(matcher);
    else if (from <= until) {
      openTo[index] = to;
      return;
    } else this.#look(level, matcher);
    openFrom[index] = from;
    openTo[index] = to;
  }

  #look({ bytes, openFrom, openTo, visit }: Level, matcher: Matcher): void {
    const { index } = matcher;
    matchWindow(matcher, bytes, openFrom[index] as number, openTo[index] as number, (hit) =>
      visit({ hit, bytes, decoded: [], locate: here }),
    );
    openTo[index] = 0;
  }

  /** Tries a pattern at its keyword alone, unless that lies in the match before. */
  #lookAt({ bytes, openTo, visit }: Level, matcher: Matcher, start: number, end: number, to: number): void {
    if (start < (openTo[matcher.index] as number)) return;
    matchWindow(matcher, bytes, start, to, (hit) => {
      if (!matcher.block && !withinLines(bytes, end, hit.to)) return;
      openTo[matcher.index] = hit.to;
      visit({ hit, bytes, decoded: [], locate: here });
    });
  }

  /** A token in pieces, where its fixed beginning was seen but no whole one. */
  #joined(level: Level, matcher: Matcher, start: number, end: number): void {
    const { bytes, budget, visit } = level;
    if (end <= level.seamless) return;
    const from = Math.max(0, start - 16);
    const joined = budget.left < 0 ? undefined : joinedView(bytes, from, end);
    if (joined === undefined) {
      // Wherever one begins in these characters, they end at the same place.
      level.seamless = tokenEnd(bytes, end);
      return;
    }
    budget.left -= joined.view.bytes.length;
    level.seen?.unsettle(from, end + joined.view.bytes.length);
    let found = false;
    matchWindow(matcher, bytes, from, end, (hit) => (found ||= hit.to > start));
    const { view, pieces } = joined;
    const report = through(view, [view.kind], visit);
    for (let i = pieces.length - 1; i >= 0; i--) {
      if (found) return;
      // All of it first, with what follows; then without the last pieces.
      const length = i === pieces.length - 1 ? view.bytes.length : (pieces[i] as number);
      matchWindow(matcher, view.bytes.subarray(0, length), 0, length, (hit) => {
        // Another token further on is met by its own keyword.
        if (hit.from > start - from || !view.changed(hit.start, hit.end)) return;
        found = true;
        report({ hit, bytes: view.bytes, decoded: [], locate: here });
      });
    }
  }

  /** Resolves escapes around a marker; reports only what the escapes hid. */
  #escapes(level: Level, at: number): void {
    const { bytes, budget, visit } = level;
    const start = Math.max(level.from, at - escapePiece.before);
    const end = Math.min(level.to, at + escapePiece.after);
    level.escapesUntil = end < level.to ? end - escapePiece.again : end;
    budget.left -= end - start;
    const unescaped = budget.left < 0 ? undefined : unescapeView(bytes, start, end);
    if (unescaped === undefined) return;
    const { view } = unescaped;
    this.#whole(view.bytes, level.depth + 1, budget, (found) => {
      const { from, to } = found.hit;
      const whole = found.decoded.length > 0 ? found.locate(from, to) : { start: from, end: to };
      const kind = unescaped.kindIn(whole.start, whole.end);
      if (kind !== undefined) through(view, [kind], visit)(found);
    });
  }
}
