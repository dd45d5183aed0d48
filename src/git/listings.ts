import { finished, GitError, runGit, spawnGit, splitStream } from './command.ts';
import type { Repository } from './repository.ts';

/**
 * Files of the working tree: tracked ones that are there, and untracked ones that are not ignored. Paths are relative to
 * the top, as bytes; submodules and nested repositories are left to their own scan.
 * @param inside - only below this folder (relative to the top)
 */
export async function* listWorkingTree(
  repository: Repository,
  inside = '',
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const child = spawnGit(
    repository,
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...(inside === '' ? [] : [`:(literal)${inside}`])],
    signal,
  ); // prettier-ignore
  const end = finished(child);
  child.stdin.end();
  child.stderr.resume();
  for await (const path of splitStream(child.stdout, 0)) if (path.at(-1) !== 0x2f) yield path;
  if ((await end) !== 0) throw new GitError('failed', 'git ls-files failed');
}

/** A file in the index that differs from HEAD. */
export interface StagedFile {
  readonly path: Buffer;
  readonly oid: string;
}

/** What is staged: files whose index entry differs from HEAD's (all of the index before the first commit). */
export async function listStaged(repository: Repository): Promise<StagedFile[]> {
  const output = await runGit(repository, repository.head === undefined
    ? ['ls-files', '-z', '--stage']
    : ['diff-index', '--cached', '--no-renames', '--no-ext-diff', '--diff-filter=AMTU', '-z', 'HEAD', '--']); // prettier-ignore
  if (output === undefined) throw new GitError('failed', 'git could not compare the index with HEAD');
  const staged: StagedFile[] = [];
  const fields = splitBytes(output, 0);
  if (repository.head === undefined) {
    for (const field of fields) {
      const tab = field.indexOf(9);
      const [mode, oid] = field.toString('latin1', 0, tab).split(' ');
      if (oid !== undefined && mode !== '160000') staged.push({ path: field.subarray(tab + 1), oid });
    }
    return staged;
  }
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, mode, , oid] = (fields[i] ?? Buffer.alloc(0)).toString('latin1').split(' ');
    const path = fields[i + 1];
    if (oid !== undefined && path !== undefined && mode !== '160000') staged.push({ path, oid });
  }
  return staged;
}

function splitBytes(bytes: Buffer, separator: number): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(separator); at !== -1; at = bytes.indexOf(separator, start)) {
    parts.push(bytes.subarray(start, at));
    start = at + 1;
  }
  if (start < bytes.length) parts.push(bytes.subarray(start));
  return parts;
}

/** A revision as a user types it: no option, no line break. */
export function checkRevision(revision: string): string {
  // eslint-disable-next-line no-control-regex
  if (revision === '' || revision.startsWith('-') || /[\u0000-\u001f\u007f]/.test(revision))
    throw new GitError('bad-revision', 'a revision must not be empty or start with "-"');
  return revision;
}

/** The ids of all objects that the revisions reach (`git rev-list --objects`): `main..topic`, `^old new`. */
export async function* revList(
  repository: Repository,
  revisions: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<string> {
  // Checked before anything is started: a child that waits for its input would never end.
  const input = `${revisions.map(checkRevision).join('\n')}\n`;
  const child = spawnGit(repository, ['rev-list', '--objects', '--no-object-names', '--stdin'], signal);
  const end = finished(child);
  child.stderr.resume();
  child.stdin.end(input);
  for await (const line of splitStream(child.stdout, 10)) yield line.toString('latin1');
  if ((await end) !== 0) throw new GitError('bad-revision', 'git does not know one of the revisions');
}
