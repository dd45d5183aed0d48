import { KeywordPass, buildAutomaton } from './automaton.ts';
import type { Automaton } from './automaton.ts';
import { escapeMarkers, joinedView, unescapeView } from './decode/escapes.ts';
import { decodeRuns, looksArmoured } from './decode/runs.ts';
import type { Budget } from './decode/runs.ts';
import { detectEncoding, utf16View } from './decode/utf16.ts';
import { LineWindow } from './lines.ts';
import { matchWindow, toMatcher } from './matcher.ts';
import type { Hit, Matcher } from './matcher.ts';
import { merge, widen } from './ranges.ts';
import type { Reach } from './ranges.ts';
import type { View } from './decode/view.ts';
import type { Detector, Span } from './types.ts';

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
}

/** What ends at an automaton's state. */
interface Output {
  readonly targets: readonly Target[];
  readonly escape: boolean;
}

/** One buffer being scanned: the one that was given, or a decoded one. */
interface Level {
  readonly bytes: Buffer;
  readonly depth: number;
  readonly budget: Budget;
  readonly visit: Visit;
  readonly lines: LineWindow;
  /** Where each matcher's last window ended: windows that overlap are one, so the work is bounded. */
  readonly done: Float64Array;
  /** The region being looked at. */
  from: number;
  to: number;
  escapesUntil: number;
  /** Whether a block's keyword was seen in the region. */
  block: boolean;
}

/** Finds every match of every detector: keyword automaton first, then the pattern in a window, then what decodes. */
export class Scanner {
  readonly matchers: readonly Matcher[];
  readonly #automaton: Automaton;
  readonly #pass: KeywordPass;
  readonly #outputs: readonly Output[];
  /** One more than the highest index of a matcher. */
  readonly #indices: number;
  /** The farthest that a window which is held to lines, and its keyword, reach. */
  readonly #lineReach: Reach;
  readonly #blocks: { readonly scanner: Scanner; readonly reach: Reach } | undefined;

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
    const targets = [...byKeyword].map(([keyword, list]) =>
      list.map((matcher): Target => ({ matcher, length: keyword.length })),
    );
    this.#automaton = buildAutomaton([...keywords, ...escapeMarkers]);
    this.#pass = new KeywordPass(this.#automaton);
    this.#outputs = this.#automaton.outputs.map((ending) => ({
      targets: ending.flatMap((keyword) => targets[keyword] ?? []),
      escape: ending.some((keyword) => keyword >= keywords.length),
    }));
    const reach = (list: readonly Matcher[]): Reach => ({
      before: Math.max(0, ...list.map((m) => m.before)) + this.#automaton.longest,
      after: Math.max(0, ...list.map((m) => m.after)) + this.#automaton.longest,
    });
    const blocks = matchers.filter((matcher) => matcher.block);
    this.#lineReach = reach(matchers.filter((matcher) => !matcher.block));
    this.#blocks =
      blocks.length === 0
        ? undefined
        : {
            scanner: blocks.length === matchers.length ? this : new Scanner([], blocks),
            reach: reach(blocks),
          };
  }

  /**
   * Every hit in the bytes, or in the given ranges and what belongs to them.
   * @param inBlocks - a range may lie in a multi-line block even if nothing in it says so
   */
  scan(
    input: Uint8Array,
    ranges: readonly Span[] | undefined,
    visit: (found: Found) => void,
    inBlocks = false,
  ): void {
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    const budget = { left: bytes.length * decodedBudget.factor + decodedBudget.bytes };
    const encoding = detectEncoding(bytes);
    if (encoding !== 'bytes') {
      const view = utf16View(bytes, encoding);
      this.#whole(view.bytes, 0, budget, through(view, [], visit));
    } else if (ranges === undefined) this.#whole(bytes, 0, budget, visit);
    else this.#ranges(bytes, ranges, budget, visit, inBlocks);
  }

  #level(bytes: Buffer, depth: number, budget: Budget, visit: Visit): Level {
    return {
      bytes,
      depth,
      budget,
      visit,
      lines: new LineWindow(bytes),
      done: new Float64Array(this.#indices),
      from: 0,
      to: bytes.length,
      escapesUntil: 0,
      block: false,
    };
  }

  #whole(bytes: Buffer, depth: number, budget: Budget, visit: Visit): void {
    this.#region(this.#level(bytes, depth, budget, visit));
  }

  #ranges(bytes: Buffer, ranges: readonly Span[], budget: Budget, visit: Visit, inBlocks: boolean): void {
    const level = this.#level(bytes, 0, budget, visit);
    const around: Span[] = [];
    for (const region of widen(bytes, ranges, this.#lineReach)) {
      level.from = region.start;
      level.to = region.end;
      level.block = false;
      this.#region(level);
      if (this.#blocks === undefined) continue;
      if (!inBlocks && !level.block && !looksArmoured(bytes, region.start, region.end)) continue;
      const { before, after } = this.#blocks.reach;
      around.push({
        start: Math.max(0, region.start - after),
        end: Math.min(bytes.length, region.end + before),
      });
    }
    if (around.length === 0) return;
    // A changed line within a block, whose keyword is at the block's beginning.
    const blocks = this.#blocks?.scanner;
    if (blocks === undefined) return;
    const far = blocks.#level(bytes, deepest, budget, visit);
    for (const region of merge(around)) {
      far.from = region.start;
      far.to = region.end;
      blocks.#region(far);
    }
  }

  /** Runs the automaton over the level's region, and over what is encoded in it. */
  #region(level: Level): void {
    const { bytes, from, to } = level;
    level.escapesUntil = Math.max(level.escapesUntil, from);
    this.#pass.run(bytes, from, to, (state, end) => this.#keyword(level, state, end));
    if (level.depth >= deepest) return;
    decodeRuns(bytes, from, to, level.budget, (view) =>
      this.#whole(
        view.bytes,
        level.depth + 1,
        level.budget,
        through(view, view.kind.split('+'), level.visit),
      ),
    );
  }

  /** Keywords end at `end`: tries the patterns of those whose surroundings pass the quick look. */
  #keyword(level: Level, state: number, end: number): void {
    const { shift, firstOutput } = this.#automaton;
    const { targets, escape } = this.#outputs[(state - firstOutput) >> shift] as Output;
    const { bytes } = level;
    for (const { matcher, length } of targets) {
      const { quick, anchored } = matcher.detector;
      const start = end - length;
      if (matcher.block) level.block = true;
      if (quick !== undefined && !quick(bytes, start, end)) continue;
      let from = start - matcher.before;
      let to = end + matcher.after;
      if (!matcher.block) {
        level.lines.seek(end);
        from = Math.max(from, level.lines.from);
        to = Math.min(to, level.lines.to);
      }
      if (anchored === true) {
        if (start < (level.done[matcher.index] as number)) continue;
        level.done[matcher.index] = start + 1;
        from = start;
      } else {
        from = Math.max(from, level.done[matcher.index] as number);
        if (from >= to) continue;
        level.done[matcher.index] = to;
      }
      this.#match(level, matcher, from, to, start, end);
    }
    if (escape && level.depth < deepest && end > level.escapesUntil) this.#escapes(level, end - 1);
  }

  #match(level: Level, matcher: Matcher, from: number, to: number, start: number, end: number): void {
    const { bytes, visit } = level;
    let any = false;
    matchWindow(matcher, bytes, from, Math.min(to, bytes.length), (hit) => {
      any = true;
      visit({ hit, bytes, decoded: [], locate: here });
    });
    // A token in pieces: tried only where its fixed beginning was seen and no whole one.
    const { generic, publicPrefix } = matcher.detector;
    if (any || level.depth >= deepest || generic === true || publicPrefix === undefined) return;
    const view = joinedView(bytes, Math.max(0, start - 16), end);
    if (view === undefined) return;
    const report = through(view, [view.kind], visit);
    matchWindow(matcher, view.bytes, 0, view.bytes.length, (hit) => {
      if (view.changed(hit.start, hit.end)) report({ hit, bytes: view.bytes, decoded: [], locate: here });
    });
  }

  /** Resolves escapes around a marker; reports only what the escapes hid. */
  #escapes(level: Level, at: number): void {
    const { bytes, budget, visit } = level;
    const start = Math.max(level.from, at - escapePiece.before);
    const end = Math.min(level.to, at + escapePiece.after);
    level.escapesUntil = end < level.to ? end - escapePiece.again : end;
    budget.left -= end - start;
    const view = budget.left < 0 ? undefined : unescapeView(bytes, start, end);
    if (view === undefined) return;
    const report = through(view, [view.kind], visit);
    this.#whole(view.bytes, level.depth + 1, budget, (found) => {
      const { from, to } = found.hit;
      const whole = found.decoded.length > 0 ? found.locate(from, to) : { start: from, end: to };
      if (view.changed(whole.start, Math.min(whole.end, view.bytes.length))) report(found);
    });
  }
}
