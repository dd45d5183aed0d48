import { finished, spawnGit, splitStream } from './command.ts';
import type { Repository } from './repository.ts';

/** A path at which a commit holds another blob than its parent; ids are undefined for no blob. */
export interface PathChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * What commits changed, seen from one parent each; a commit without one brought all that it holds. Undefined when git
 * cannot say.
 */
export async function changesOf(
  repository: Repository,
  commits: readonly { readonly oid: string; readonly parent: string | undefined }[],
  signal?: AbortSignal,
): Promise<Map<string, PathChange[]> | undefined> {
  const changes = new Map<string, PathChange[]>();
  if (commits.length === 0) return changes;
  const args = ['diff-tree', '--stdin', '--root', '-r', '--raw', '-z', '--no-renames', '--no-abbrev', '--ignore-submodules=none', '--no-ext-diff', '--no-textconv'];
  const child = spawnGit(repository, args, signal);
  const end = finished(child);
  child.stderr.resume();
  child.stdin.end(commits.map(({ oid, parent }) => `${oid}${parent === undefined ? '' : ` ${parent}`}\n`).join(''));
  let list: PathChange[] = [];
  let ids: { before: string | undefined; after: string | undefined } | undefined;
  for await (const field of splitStream(child.stdout, 0)) {
    if (ids !== undefined) {
      list.push({ path: field.toString('utf8'), ...ids });
      ids = undefined;
    } else if (field[0] === 0x3a) {
      const [modeBefore = '', modeAfter = '', before, after] = field.toString('latin1', 1).split(' ');
      ids = { before: isBlob(modeBefore) ? before : undefined, after: isBlob(modeAfter) ? after : undefined };
      if (ids.before === ids.after) ids = { before: undefined, after: undefined };
    } else changes.set(field.toString('latin1'), (list = []));
  }
  return (await end) === 0 ? changes : undefined;
} // prettier-ignore

/** Neither nothing nor another repository's commit. */
function isBlob(mode: string): boolean {
  return mode !== '000000' && mode !== '160000';
}
