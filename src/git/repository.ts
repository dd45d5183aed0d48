import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GitError, inheritedPlace, runGit } from './command.ts';
import type { GitPlace } from './command.ts';

/** A git repository, opened for reading. */
export interface Repository extends GitPlace {
  /** Top of the working tree; undefined in a bare repository. */
  readonly root?: string;
  /** This worktree's own git folder. */
  readonly gitDir: string;
  /** What all worktrees share: objects, refs. */
  readonly commonDir: string;
  readonly bare: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
  readonly shallow: boolean;
  /** A partial clone: some objects were never fetched, and we do not fetch them. */
  readonly partial: boolean;
  /** The commit that HEAD names; undefined before the first commit. */
  readonly head?: string;
}

/**
 * Opens the repository that holds `path`: a working tree, a linked worktree, a submodule, a bare repository. The
 * variables GIT_DIR and friends of this process count only with `inherit` (in a hook).
 * Throws {@link GitError} `not-a-repository`.
 */
export async function openRepository(path: string, options: { inherit?: boolean } = {}): Promise<Repository> {
  const env = options.inherit === true ? inheritedPlace(process.env) : {};
  const place: GitPlace = { cwd: path, env };
  if (env['GIT_DIR'] === undefined && !(await mayBeRepository(path)))
    throw new GitError('not-a-repository', 'not a git repository');
  // All at once: one after the other they would cost a hook more than its scan.
  const [output, topLevel, headCommit, partial] = await Promise.all([
    runGit(place, [
      'rev-parse', '--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository', '--show-object-format', '--absolute-git-dir', '--git-common-dir',
    ]), // prettier-ignore
    runGit(place, ['rev-parse', '--show-toplevel']),
    runGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    isPartial(place),
  ]);
  if (output === undefined) throw new GitError('not-a-repository', 'not a git repository');
  const [bare, inside, shallow, format, gitDir, common] = output.toString('utf8').split('\n');
  if (gitDir === undefined || common === undefined)
    throw new GitError('failed', 'git rev-parse gave no answer');
  const root = inside === 'true' ? topLevel?.toString('utf8').replace(/\n$/, '') : undefined;
  const head = headCommit?.toString('latin1').trim();
  const commonDir = resolve(path, common);
  return {
    cwd: root ?? path,
    env,
    ...(root === undefined ? {} : { root }),
    gitDir,
    commonDir,
    bare: bare === 'true',
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    shallow: shallow === 'true',
    partial,
    ...(head === undefined || head === '' ? {} : { head }),
  };
}

/**
 * Whether git could find a repository from a folder on: `.git` in it or above it, or the `HEAD` of a bare one. Spares
 * most folders that are none the start of git.
 */
async function mayBeRepository(path: string): Promise<boolean> {
  for (let folder = await realpath(path); ; folder = dirname(folder)) {
    for (const name of ['.git', 'HEAD'])
      if (await lstat(join(folder, name)).then(Boolean, () => false)) return true;
    if (folder === dirname(folder)) return false;
  }
}

/** Where a hook's git commands run, before anything is known of the repository. */
export function hookPlace(cwd: string): GitPlace {
  return { cwd, env: inheritedPlace(process.env) };
}

async function isPartial(place: GitPlace): Promise<boolean> {
  const promisor = await runGit(place, [
    'config',
    '--local',
    '--get-regexp',
    '^(extensions\\.partialclone|remote\\..*\\.promisor)$',
  ]);
  return promisor !== undefined && promisor.length > 0;
}
