import type { State } from '../config/index.ts';
import { migratedTags, secretTag } from '../migration/index.ts';
import type { LiveFinding } from '../scan/index.ts';

/** A scan's findings with what migrations know of those whose value is in no file any more. */
export async function reportable(findings: readonly LiveFinding[], state: State): Promise<LiveFinding[]> {
  const moved = await migratedTags(state);
  if (moved.size === 0) return [...findings];
  return findings.map((finding) => {
    const status = moved.get(secretTag(state, finding.value));
    if (status === undefined || finding.places.some((place) => place.kind === 'file')) return finding;
    return { ...finding, status };
  });
}
