import { listRefs, readObjects, revList } from '../git/index.ts';
import type { HistoryRange, Repository } from '../git/index.ts';
import { knownToHold } from './remote.ts';
import type { RefUpdate } from './updates.ts';

/** The objects that a push brings: what is wanted there, without what is there already. */
export interface Selection {
  readonly range: HistoryRange;
  readonly objects: readonly string[];
}

/**
 * What the remote cannot have yet: everything that the pushed refs reach, minus everything that the remote's own refs
 * reach, as far as they are in this repository.
 */
export async function selectPushed(
  repository: Repository,
  updates: readonly RefUpdate[],
  remote: { readonly cwd: string; readonly name: string; readonly url: string },
  signal: AbortSignal,
): Promise<Selection> {
  const there = updates.flatMap((update) => update.there ?? []);
  const held = await knownToHold(repository, remote.cwd, remote.name, remote.url);
  return select(repository, updates, await present(repository, [...there, ...held], signal), signal);
}

/** What a receiving repository does not have yet: what its refs reach is there. */
export async function selectReceived(
  repository: Repository,
  updates: readonly RefUpdate[],
  signal: AbortSignal,
): Promise<Selection> {
  const held = (await listRefs(repository)).map(({ oid }) => oid);
  return select(repository, updates, await present(repository, held, signal), signal);
}

async function select(
  repository: Repository,
  updates: readonly RefUpdate[],
  held: readonly string[],
  signal: AbortSignal,
): Promise<Selection> {
  const include = [...new Set(updates.flatMap((update) => update.wanted ?? []))];
  const exclude = [...new Set(held)];
  const objects: string[] = [];
  for await (const oid of revList(repository, [...include, ...exclude.map((oid) => `^${oid}`)], signal))
    objects.push(oid);
  return { range: { include, exclude }, objects };
}

/** Those of the objects that are in this repository. */
async function present(
  repository: Repository,
  oids: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const wanted = [...new Set(oids)];
  if (wanted.length === 0) return [];
  const found: string[] = [];
  const note = (oid: string): void => void found.push(oid);
  await readObjects(
    repository,
    { commit: note, tag: note, tree: note, blob: note, problem: () => {} },
    { objects: wanted, signal },
  );
  return found;
}
