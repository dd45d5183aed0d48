import type { Engine } from '../engine/index.ts';
import { selectShown } from '../report/index.ts';
import { Excerpts } from '../scan/index.ts';
import type { LiveFinding } from '../scan/index.ts';
import type { Place } from './detection.ts';
import { readContents } from './suppression.ts';

/** More than this is not read again for a line of it. */
const maxBytes = 4 * 1024 * 1024;

/**
 * The masked lines of the findings that a terminal will show, by the finding's id. Each file is read once more: a scan
 * keeps no lines, for it cannot know which ones will be asked for.
 */
export async function excerptsFor(
  findings: readonly LiveFinding[],
  { root, repository }: Place,
  engine: Engine,
): Promise<ReadonlyMap<string, string>> {
  const lines = new Map<string, string>();
  const shown = selectShown(findings);
  const byPlace = new Map(shown.map(([finding, place]) => [place, finding]));
  let last: { bytes: Buffer; path: string | undefined; excerpts: Excerpts } | undefined;
  await readContents(root, repository, [...byPlace.keys()], (place, bytes) => {
    const finding = byPlace.get(place);
    if (finding === undefined || bytes.length > maxBytes) return;
    if (last === undefined || last.bytes !== bytes || last.path !== place.path)
      last = { bytes, path: place.path, excerpts: new Excerpts(engine, bytes, place.path) };
    const line = last.excerpts.around(finding, place);
    if (line !== undefined) lines.set(finding.id, line);
  });
  return lines;
}
