import type { State } from '../config/index.ts';
import { migratedTags, secretTag } from '../migration/index.ts';
import type { LiveFinding } from '../scan/index.ts';

/** A scan's findings with what migrations know: a value that moved but still works is `migrated-rotate`. */
export async function reportable(findings: readonly LiveFinding[], state: State): Promise<LiveFinding[]> {
  const moved = await migratedTags(state);
  if (moved.size === 0) return [...findings];
  return findings.map((finding) =>
    moved.has(secretTag(state, finding.value)) && !finding.places.some((place) => place.kind === 'file')
      ? { ...finding, status: 'migrated-rotate' as const }
      : finding,
  );
}
