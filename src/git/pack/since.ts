import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { Repository } from '../repository.ts';
import { heldObjects } from './locations.ts';
import { PackIndex, UnsupportedStorage } from './pack-index.ts';
import { planWalk } from './plan.ts';
import type { WalkPlan } from './plan.ts';
import { oidOf } from './store.ts';
import type { ObjectStore } from './store.ts';

/** What the object folders of a repository held, so that a later look tells what is new. Plain data. */
export interface StoreState {
  /** Path without extension, and what tells a file from another one of the same name. */
  readonly packs: readonly (readonly [path: string, mark: string])[];
  /** Ids of loose objects. */
  readonly loose: readonly string[];
}

/** Objects that are new since a state was taken. {@link close} it. */
export interface NewObjects {
  /** A walk over them alone; undefined when there are none. */
  readonly plan: WalkPlan | undefined;
  readonly state: StoreState;
  /** Was the object there before? */
  readonly has: (oid: string) => boolean;
  readonly close: () => void;
}

/** For more than this a walk over everything is as quick. */
const maxNew = 20_000;

/** The state in which a store was opened; undefined when a pack is gone already. */
export function stateOfStore(store: ObjectStore): StoreState | undefined {
  const loose: string[] = [];
  for (let number = store.firstLoose; number < store.count; number++) loose.push(oidOf(store, number));
  return stateOf(
    store.packs.map((path) => path.slice(0, -'.pack'.length)),
    loose,
  );
}

function stateOf(packs: readonly string[], loose: readonly string[]): StoreState | undefined {
  try {
    return { packs: packs.map((path) => [path, markOf(path)] as const), loose };
  } catch {
    return undefined;
  }
}

/** What is new since then; undefined when something is gone, or too much is new. */
export function objectsSince(repository: Repository, state: StoreState): NewObjects | undefined {
  const now = heldObjects(repository);
  const before = new Map(state.packs);
  const fresh = now.packs.filter((path) => !before.has(path));
  if (now.packs.length - fresh.length !== before.size) return undefined;
  const hashBytes = repository.objectFormat === 'sha256' ? 32 : 20;
  const indexes: PackIndex[] = [];
  const close = (): void => {
    for (const index of indexes) index.close();
  };
  try {
    const current = stateOf(now.packs, now.held.flat());
    if (current === undefined || current.packs.some(([path, mark]) => (before.get(path) ?? mark) !== mark))
      return undefined;
    const loose = new Set(state.loose);
    const looseNow = new Set(current.loose);
    const held = now.held.map((ids) => ids.filter((oid) => !loose.has(oid)));
    const openIndex = (path: string): PackIndex => {
      const index = new PackIndex(`${path}.idx`, hashBytes);
      indexes.push(index);
      return index;
    };
    const freshIndexes = fresh.map(openIndex);
    let count = held.flat().length;
    for (const index of freshIndexes) count += index.count;
    // A loose object that is gone was packed, or it is lost.
    const lost = state.loose.some(
      (oid) => !looseNow.has(oid) && !freshIndexes.some((index) => index.has(oid)),
    );
    if (count > maxNew || lost) {
      close();
      return undefined;
    }
    const old = state.packs.map(([path]) => openIndex(path));
    return {
      plan: count === 0 ? undefined : planWalk(repository, { held: { ...now, packs: fresh, held } }),
      state: current,
      has: (oid) => loose.has(oid) || old.some((index) => index.has(oid)),
      close,
    };
  } catch (error) {
    close();
    if (error instanceof UnsupportedStorage || (error as NodeJS.ErrnoException).code !== undefined)
      return undefined;
    throw error;
  }
}

/** Sizes, and the checksums at the index's end. git touches a pack's date, so that says nothing. */
function markOf(path: string): string {
  const file = openSync(`${path}.idx`, 'r');
  try {
    const { size, mtimeMs } = fstatSync(file);
    const end = Buffer.alloc(64);
    readSync(file, end, 0, end.length, Math.max(0, size - end.length));
    return `${statSync(`${path}.pack`).size} ${size} ${mtimeMs} ${end.toString('base64')}`;
  } finally {
    closeSync(file);
  }
} // prettier-ignore
