import { holdsRun, runNeed } from './run-need.ts';
import type { RunNeed } from './run-need.ts';
import type { Detector } from './types.ts';

const defaultBefore = 64;
const defaultAfter = 320;
/** A detector that looks further than this is not held to the lines around its keyword. */
const furthestLine = { before: 512, after: 2000 } as const;
/** Neighbours that a look-around or `\b` at the window's edge may see. */
const margin = 32;
/** A match that runs into the window's end is tried again in a larger one, up to this size. */
const longestMatch = 64 * 1024;

/** A detector as the scanner uses it. */
export interface Matcher {
  readonly detector: Detector;
  readonly index: number;
  readonly before: number;
  readonly after: number;
  /** Its matches span many lines: the window is not cut at the lines around the keyword. */
  readonly block: boolean;
  /** Has a fixed beginning, so that a token in pieces can be put together. */
  readonly joinable: boolean;
  /** What the detector makes only when it is asked: filled in by {@link ready} when the first keyword is seen. */
  isReady: boolean;
  quick: Detector['quick'];
  /** With flag `d` and `g` or `y`. Compiled when it is first tried. */
  pattern: RegExp | undefined;
  need: RunNeed | undefined;
}

/** A match in one buffer: the secret's range and the named groups. */
export interface Hit {
  readonly matcher: Matcher;
  /** The whole match. */
  readonly from: number;
  readonly to: number;
  /** The secret in it. */
  readonly start: number;
  readonly end: number;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** Where the named groups are. */
  readonly spans: Readonly<Record<string, readonly [number, number] | undefined>>;
}

export function toMatcher(detector: Detector, index: number): Matcher {
  const before = Math.max(0, detector.reach?.before ?? defaultBefore);
  const after = Math.max(0, detector.reach?.after ?? defaultAfter);
  return {
    detector,
    index,
    before,
    after,
    block: before > furthestLine.before || after > furthestLine.after,
    joinable: detector.generic !== true && detector.publicPrefix !== undefined,
    isReady: false,
    quick: undefined,
    pattern: undefined,
    need: undefined,
  };
}

/** Asks the detector for its quick look, once: it may be made at that moment. */
export function ready(matcher: Matcher): void {
  matcher.quick = matcher.detector.quick;
  matcher.isReady = true;
}

const none = Object.freeze({});

/** `latin1Slice` is what `toString('latin1')` calls; it is missing in the types. */
export function latin1(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, end);
}

/** Whether the bytes hold what every match needs: a cheap look before the pattern is tried. */
export function mayMatch(matcher: Matcher, bytes: Buffer, from: number, to: number): boolean {
  matcher.pattern ??= compile(matcher);
  return matcher.need === undefined || holdsRun(matcher.need, bytes, from, to);
}

/**
 * Runs the pattern over `bytes` for matches that begin in [from, to), or at `from` alone if the detector says that its
 * matches begin at the keyword. Look-arounds see the bytes outside; a match may end outside.
 */
export function matchWindow(
  matcher: Matcher,
  bytes: Buffer,
  from: number,
  to: number,
  visit: (hit: Hit) => void,
): void {
  const pattern = (matcher.pattern ??= compile(matcher));
  if (!mayMatch(matcher, bytes, from, to)) return;
  const base = Math.max(0, from - margin);
  // A match that begins before `to` may be as long as one that begins at the keyword.
  let limit = Math.min(bytes.length, to + (pattern.sticky ? margin : Math.max(margin, matcher.after)));
  let text = latin1(bytes, base, limit);
  pattern.lastIndex = from - base;
  for (;;) {
    const found = pattern.exec(text);
    if (found === null || base + found.index >= to) return;
    const end = base + found.index + found[0].length;
    if (end + 8 > limit && limit < bytes.length && limit - base - found.index < longestMatch) {
      limit = Math.min(bytes.length, limit + Math.max(512, found[0].length));
      text = latin1(bytes, base, limit);
      pattern.lastIndex = found.index;
      continue;
    }
    if (found[0].length === 0) {
      if (pattern.sticky) return;
      pattern.lastIndex++;
      continue;
    }
    const spans: Record<string, readonly [number, number] | undefined> = {};
    for (const [name, at] of Object.entries(found.indices?.groups ?? none)) {
      // A group that took no part in the match has no place, whatever the type says.
      const place = at as readonly [number, number] | undefined;
      if (place !== undefined) spans[name] = [base + place[0], base + place[1]];
    }
    const [start, stop] = spans['secret'] ?? [base + found.index, end];
    if (stop > start) {
      visit({
        matcher,
        from: base + found.index,
        to: end,
        start,
        end: stop,
        groups: found.groups ?? none,
        spans,
      });
    }
    if (pattern.sticky) return;
  }
}

function compile(matcher: Matcher): RegExp {
  const { pattern, anchored } = matcher.detector;
  // A user's pattern brings an engine of its own, which cannot backtrack.
  if (pattern.constructor !== RegExp) return pattern;
  matcher.need = runNeed(pattern);
  const flags = new Set(`${pattern.flags.replace(/[gy]/g, '')}d${anchored === true ? 'y' : 'g'}`);
  return new RegExp(pattern.source, [...flags].join(''));
}
