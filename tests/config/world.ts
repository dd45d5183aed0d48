import type { ExecutionContext } from 'ava';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ALPHABET, Random } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { openState } from '../../src/config/index.ts';
import type { State } from '../../src/config/index.ts';
import { createEngine, Secret } from '../../src/engine/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import type { LiveFinding, Place } from '../../src/scan/index.ts';

export const now = 1_790_000_000;

export function temporary(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'unleak-config-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The state of `root`, its key below `home`. */
export async function stateFor(root: string, home: string): Promise<State> {
  return openState(root, { HOME: home, XDG_STATE_HOME: join(home, 'state') });
}

/** A made-up password: rare text, other for every seed. */
export function password(seed: number | string): string {
  return new Random(`config ${seed}`).chars(ALPHABET.base62, 20);
}

let made: Engine | undefined;

/** The real detectors, made once for all tests of a file. */
export function engine(): Engine {
  return (made ??= createEngine(detectors.filter((detector) => detector.vendor === 'generic')));
}

/** A finding of one value at the places given. */
export function live(
  value: string,
  places: readonly Place[],
  change: Partial<LiveFinding> = {},
): LiveFinding {
  const secret = Secret.fromText(value);
  return {
    id: 'id',
    status: 'open',
    detector: 'generic-password',
    title: 'Password',
    vendor: 'generic',
    severity: 'high',
    confidence: 'likely',
    why: [],
    secret: { mask: secret.mask, length: secret.lengthClass },
    places,
    placesOmitted: 0,
    fix: { migrate: true },
    value: secret,
    ...change,
  };
}

export function file(path: string, line = 1): Place {
  return { kind: 'file', path, line, column: 1, endLine: line, endColumn: 10 };
}
