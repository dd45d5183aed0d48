import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { State } from '../config/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Context, MigrationEvent, Store } from '../migration/index.ts';
import { scan } from '../scan/index.ts';
import type { LiveFinding } from '../scan/index.ts';
import type { Arguments } from './flags.ts';
import { version } from './version.ts';

/** What every step of a migration is handed. */
export function migrationContext(
  root: string,
  store: Store,
  state: State,
  engine: Engine,
  args: Arguments,
  signal: AbortSignal,
  events: (event: MigrationEvent) => void,
): Context {
  return {
    root,
    store,
    state,
    program: version(),
    signal,
    events,
    rescan: (paths) => scanFilesAgain(root, engine, state, paths, signal),
    ...(args.off('render') ? { noRender: true } : {}),
    ...(args.on('check-live') ? { checkLive: true } : {}),
    ...(args.off('rollback') ? { noRollback: true } : {}),
  };
}

/** The files that were rewritten, scanned with the same detectors. */
async function scanFilesAgain(
  root: string,
  engine: Engine,
  state: State,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly LiveFinding[]> {
  const findings: LiveFinding[] = [];
  for (const path of paths) {
    const status = await lstat(join(root, path)).catch(() => undefined);
    if (status?.isFile() !== true) continue;
    const result = await scan({
      paths: [path],
      cwd: root,
      engine,
      version: version(),
      history: false,
      key: state.key,
      now: Math.floor(Date.now() / 1000),
      signal,
    });
    // A file that is scanned alone goes by its last name; the migration knows it by its path.
    for (const finding of result.findings)
      findings.push({ ...finding, places: finding.places.map((place) => ({ ...place, path })) });
  }
  return findings;
}
