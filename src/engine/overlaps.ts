import { reveal } from './secret.ts';
import type { Confidence, Match, Span } from './types.ts';

/** Confidences in order. */
export const rank: Record<Confidence, number> = { certain: 3, likely: 2, possible: 1 };

/** At one place the most specific match stays: a vendor's before a generic one, the surer, the longer. */
export function resolveOverlaps(matches: Match[]): Match[] {
  const order = [...matches].sort(
    (a, b) =>
      Number(a.detector.generic === true) - Number(b.detector.generic === true) ||
      rank[b.confidence] - rank[a.confidence] ||
      b.span.end - b.span.start - (a.span.end - a.span.start) ||
      a.decoded.length - b.decoded.length ||
      a.span.start - b.span.start ||
      (a.detector.id < b.detector.id ? -1 : 1),
  );
  const kept: Match[] = [];
  const taken = new Map<number, Match[]>();
  // Buckets of 4 KiB, so that a file with very many matches stays linear.
  const buckets = ({ start, end }: Span): number[] => {
    const list: number[] = [];
    for (let bucket = start >> 12; bucket <= (end - 1) >> 12; bucket++) list.push(bucket);
    return list;
  };
  for (const match of order) {
    const mine = buckets(match.span);
    const clash = mine.some((bucket) =>
      taken.get(bucket)?.some((other) => {
        if (other.span.start >= match.span.end || match.span.start >= other.span.end) return false;
        // Several secrets inside one encoded run share its place.
        return match.decoded.length === 0 || other.decoded.length === 0 || sameBytes(match, other);
      }),
    );
    if (clash) continue;
    kept.push(match);
    for (const bucket of mine) {
      const list = taken.get(bucket);
      if (list === undefined) taken.set(bucket, [match]);
      else list.push(match);
    }
  }
  return kept.sort((a, b) => a.span.start - b.span.start);
}

function sameBytes(a: Match, b: Match): boolean {
  return Buffer.compare(reveal(a.secret), reveal(b.secret)) === 0;
}
