import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { detectors } from '../../detectors/index.ts';
import { openState } from '../config/index.ts';
import type { State } from '../config/index.ts';
import { createEngine } from '../engine/index.ts';
import type { Detector, Engine } from '../engine/index.ts';
import { GitError, openRepository } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import type { Acceptance } from '../scan/index.ts';
import { UsageError } from './errors.ts';

/** Where a command works: the repository, or the folder when there is none. */
export interface Place {
  /** Absolute: the top of the working tree, or the folder. */
  readonly root: string;
  readonly repository: Repository | undefined;
}

/** The repository that holds the first of the paths. */
export async function placeOf(paths: readonly string[]): Promise<Place> {
  const [first = '.'] = paths;
  const path = await realpath(resolve(first === '-' ? '.' : first)).catch(() => {
    throw new UsageError(`${first}: no such file or folder`);
  });
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  try {
    const repository = await openRepository(folder);
    return { root: repository.root ?? repository.gitDir, repository };
  } catch (error) {
    if (error instanceof GitError && error.code === 'not-a-repository')
      return { root: folder, repository: undefined };
    throw error;
  }
}

/** The state of the place; undefined when its folder cannot be used: ids are local then, which they say themselves. */
export async function stateOf(place: Place): Promise<State | undefined> {
  return openState(place.root).catch(() => undefined);
}

export function buildEngine(
  all: readonly Detector[],
  only: readonly string[],
  skip: readonly string[],
): Engine {
  const known = new Set(all.flatMap((detector) => [detector.id, detector.vendor]));
  for (const id of [...only, ...skip])
    if (!known.has(id))
      throw new UsageError(`no detector or vendor is called ${id}`, '"unleak detectors list" has them all');
  const named = (detector: Detector, list: readonly string[]): boolean =>
    list.includes(detector.id) || list.includes(detector.vendor);
  return createEngine(
    all.filter((detector) => (only.length === 0 || named(detector, only)) && !named(detector, skip)),
  );
}

export const builtIn: readonly Detector[] = detectors;

const reasonCodes = [
  'shallow', 'missing-object', 'corrupt-object', 'too-large', 'undecodable', 'limit', 'unreadable',
] as const; // prettier-ignore

/** `--accept CODE[:path]`. */
export function acceptance(text: string): Acceptance {
  const [code = '', ...path] = text.split(':');
  const known = reasonCodes.find((one) => one === code);
  if (known === undefined)
    throw new UsageError(`--accept: no reason is called ${code}`, `one of ${reasonCodes.join(', ')}`);
  return path.length === 0 ? { code: known } : { code: known, path: path.join(':') };
}

/** Seconds since 1970 for `--now`: a date, or a number of seconds. */
export function nowFrom(text: string | undefined): number {
  if (text === undefined) return Math.floor(Date.now() / 1000);
  const seconds = /^\d+$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(seconds))
    throw new UsageError('--now takes a date such as 2026-01-31 or seconds since 1970');
  return Math.floor(seconds);
}
