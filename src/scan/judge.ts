import type { Candidate, Engine, Match, Span } from '../engine/index.ts';
import { looksLikeDocument, readDocument } from '../manifests/index.ts';
import type { AddressedValue } from '../manifests/index.ts';
import { Positions } from './position.ts';
import type { Position } from './position.ts';

const lockFile =
  /(?:^|\/)(?:[\w.-]+\.lock|(?:[\w.-]+[.-])?lock\.(?:json|ya?ml|hcl)|go\.sum|npm-shrinkwrap\.json)$/i;

/** A match with what the document says about its place. */
export interface JudgedMatch extends Match {
  readonly address?: string;
  readonly from: Position;
  readonly to: Position;
}

/**
 * Judges a whole file at one path: what the engine found in its text, corrected by what the document says (references
 * and ciphertext are no leaks, a Secret's data is one whatever it looks like).
 */
export function judgeFile(
  engine: Engine,
  bytes: Uint8Array,
  candidates: readonly Candidate[],
  path: string | undefined,
  firstLine = 1,
): JudgedMatch[] {
  const context = path === undefined ? {} : { path };
  const judged = candidates.length === 0 ? [] : engine.judge(bytes, candidates, context);
  // Lock files are lists of names and hashes: only a token with a form of its own means anything there.
  const matches =
    path !== undefined && lockFile.test(path)
      ? judged.filter((match) => match.detector.generic !== true)
      : judged;
  const document =
    path !== undefined && looksLikeDocument(path, bytes) ? readDocument(path, bytes) : undefined;
  const placed =
    document === undefined || document.values.length === 0
      ? matches
      : withDocument(engine, matches, document.values, path);
  if (placed.length === 0) return [];
  const positions = new Positions(bytes, firstLine);
  return placed.map((match) => ({
    ...match,
    from: positions.at(match.span.start),
    to: positions.at(match.span.end),
  }));
}

interface Placed extends Match {
  readonly address?: string;
}

function withDocument(
  engine: Engine,
  matches: readonly Match[],
  values: readonly AddressedValue[],
  path: string | undefined,
): Placed[] {
  const context = path === undefined ? {} : { path };
  const innermost = indexBySpan(values);
  const result: Placed[] = [];
  const textMatches = new Map<AddressedValue, Match[]>();
  for (const match of matches) {
    const value = innermost(match.span);
    if (value === undefined) result.push(match);
    else if (value.class === 'secret' || value.class === 'literal') {
      const list = textMatches.get(value);
      if (list === undefined) textMatches.set(value, [match]);
      else list.push(match);
    }
  }
  for (const value of values) {
    if (value.class !== 'secret' && value.class !== 'literal') continue;
    if (value.value.isEmpty) continue;
    const inText = textMatches.get(value) ?? [];
    const vendor = inText.filter((match) => match.detector.generic !== true);
    if (vendor.length > 0) {
      for (const match of vendor) result.push({ ...match, address: value.address });
      continue;
    }
    const whole = engine.judgeValue(
      { name: value.name, secret: value.value, declaredSecret: value.class === 'secret' },
      context,
    );
    if (whole !== undefined) {
      result.push({
        ...whole,
        span: value.span,
        decoded: [...value.decoded, ...whole.decoded],
        address: value.address,
      });
    } else {
      // What the text alone said of a plain value stands unless the document knows better.
      for (const match of inText)
        if (value.class === 'literal') result.push({ ...match, address: value.address });
    }
  }
  return result;
}

/** Finds the smallest value that holds the start of a span. Values nest (a file inside a ConfigMap) or are disjoint. */
function indexBySpan(values: readonly AddressedValue[]): (span: Span) => AddressedValue | undefined {
  const sorted = [...values].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const starts = sorted.map((value) => value.span.start);
  // The furthest end up to each index: a search backwards may stop where nothing before can reach the span.
  const reach: number[] = [];
  for (const [i, value] of sorted.entries()) reach.push(Math.max(reach[i - 1] ?? 0, value.span.end));
  return (span) => {
    let low = 0;
    let high = starts.length;
    // The last value that starts before the span ends.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < span.end) low = middle + 1;
      else high = middle;
    }
    let best: AddressedValue | undefined;
    for (let i = low - 1; i >= 0 && (reach[i] ?? 0) > span.start; i--) {
      const value = sorted[i];
      if (value === undefined || value.span.end <= span.start) continue;
      if (best === undefined || value.span.end - value.span.start < best.span.end - best.span.start)
        best = value;
    }
    return best;
  };
}
