import { reveal } from './secret.ts';
import type { Confidence, Match, Span } from './types.ts';

/** Confidences in order. */
export const rank: Record<Confidence, number> = { certain: 3, likely: 2, possible: 1 };

/**
 * At one place the most specific match stays: a vendor's before a generic one, the surer, the longer. What stays is as
 * sure as the surest that said the same of these bytes.
 */
export function resolveOverlaps<M extends Match>(matches: readonly M[]): M[] {
  const order = [...matches].sort(
    (a, b) =>
      Number(a.detector.generic === true) - Number(b.detector.generic === true) ||
      rank[b.confidence] - rank[a.confidence] ||
      Number(a.detector.vendor === 'generic') - Number(b.detector.vendor === 'generic') ||
      b.span.end - b.span.start - (a.span.end - a.span.start) ||
      a.decoded.length - b.decoded.length ||
      a.span.start - b.span.start ||
      (a.detector.id < b.detector.id ? -1 : 1),
  );
  const kept: Kept<M>[] = [];
  const taken = new Map<number, Kept<M>[]>();
  // Buckets of 4 KiB, so that a file with very many matches stays linear.
  const buckets = ({ start, end }: Span): number[] => {
    const list: number[] = [];
    for (let bucket = start >> 12; bucket <= (end - 1) >> 12; bucket++) list.push(bucket);
    return list;
  };
  for (const match of order) {
    const mine = buckets(match.span);
    let clash: Kept<M> | undefined;
    for (const bucket of mine)
      clash ??= taken.get(bucket)?.find(({ match: other }) => {
        if (other.span.start >= match.span.end || match.span.start >= other.span.end) return false;
        // Several secrets inside one encoded run share its place.
        return match.decoded.length === 0 || other.decoded.length === 0 || sameBytes(match, other);
      });
    if (clash !== undefined) {
      const { harmless, confidence, span, detector } = clash.match;
      const settled = harmless !== undefined || detector.publicId === true;
      if (!settled && rank[match.confidence] > rank[confidence] && nearlySame(match.span, span))
        clash.match = backed(clash.match, match);
      continue;
    }
    const one = { match };
    kept.push(one);
    for (const bucket of mine) {
      const list = taken.get(bucket);
      if (list === undefined) taken.set(bucket, [one]);
      else list.push(one);
    }
  }
  return kept.map(({ match }) => match).sort((a, b) => a.span.start - b.span.start);
}

interface Kept<M> {
  match: M;
}

/** A vendor's match of little confidence where the name and the text speak for a secret as well. */
function backed<M extends Match>(match: M, by: Match): M {
  return { ...match, confidence: by.confidence, score: by.score, why: [...match.why, ...by.why] };
}

function nearlySame(a: Span, b: Span): boolean {
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return common * 5 >= 4 * Math.max(a.end - a.start, b.end - b.start);
}

function sameBytes(a: Match, b: Match): boolean {
  return Buffer.compare(reveal(a.secret), reveal(b.secret)) === 0;
}
