import { relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { detectors } from '../../detectors/index.ts';
import { runNeed } from '../../src/engine/run-need.ts';

/**
 * In `src/engine/matcher.ts`: what every match of a built-in pattern holds was read off the patterns in advance. Reading
 * it costs a short run about as much as all else that it does with a pattern.
 */
export function preparedNeeds(root: string): Plugin {
  return {
    name: 'prepared-needs',
    setup(build) {
      build.onResolve({ filter: /\/run-need\.ts$/ }, ({ importer, resolveDir }) =>
        relative(root, importer).replaceAll('\\', '/') === 'src/engine/matcher.ts'
          ? { path: `${resolveDir}/run-need.ts`, namespace: 'prepared-needs' }
          : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'prepared-needs' }, ({ path }) => ({
        loader: 'js',
        resolveDir: root,
        contents: needsModule(path),
      }));
    },
  };
}

/** The module's text in the bundle: the original one is asked only for a pattern that is not built in. */
export function needsModule(module: string): string {
  const sets: string[] = [];
  const rows: Record<string, readonly [least: number, set: number] | 0> = {};
  const patterns = new Map<string, string>();
  for (const { pattern } of detectors) {
    const text = String(pattern);
    const key = keyOf(text);
    if ((patterns.get(key) ?? text) !== text) throw new Error(`two patterns have one key: ${text}`);
    patterns.set(key, text);
    const need = runNeed(pattern);
    const set = need === undefined ? '' : need.set.join('');
    if (need !== undefined && !sets.includes(set)) sets.push(set);
    rows[key] = need === undefined ? 0 : [need.least, sets.indexOf(set)];
  }
  return `
import { holdsRun, runNeed as read } from ${JSON.stringify(module)};
export { holdsRun };
const sets = ${JSON.stringify(sets)};
const rows = ${JSON.stringify(rows)};
${keyOf.toString()}
export function runNeed(pattern) {
  const row = rows[keyOf(String(pattern))];
  if (row === undefined) return read(pattern);
  return row === 0 ? undefined : { least: row[0], set: Uint8Array.from(sets[row[1]], Number) };
}
`;
}

/** A short name of a pattern (FNV-1a): its text would make the bundle larger by a quarter of a megabyte. */
function keyOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${hash >>> 0}-${text.length}`;
}
