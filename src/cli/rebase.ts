import { statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { LiveFinding } from '../scan/index.ts';

/** The folder that the paths of a scan's findings are relative to. */
export function baseOf(paths: readonly string[], root: string): string {
  if (paths.length > 1) return process.cwd();
  const [path = '.'] = paths;
  if (path === '-') return root;
  const absolute = resolve(path);
  return statSync(absolute).isDirectory() ? absolute : dirname(absolute);
}

/** Findings with the paths of their places relative to another folder: rules and baselines speak from the top. */
export function rebase(findings: readonly LiveFinding[], from: string, to: string): readonly LiveFinding[] {
  if (from === to) return findings;
  return findings.map((finding) => ({
    ...finding,
    places: finding.places.map((place) =>
      place.path === undefined || place.kind === 'history'
        ? place
        : { ...place, path: relative(to, join(from, place.path)).split(sep).join('/') },
    ),
  }));
}
