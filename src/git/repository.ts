import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { finished, GitError, inheritedPlace, runGit, spawnGit } from './command.ts';
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
  // One git for all: each start of it costs more than most scans of a file. It answers in turn, until something is not
  // there: a working tree's top in a bare repository, HEAD before the first commit.
  const answer = await revParse(place, [
    '--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository', '--show-object-format', '--absolute-git-dir', '--git-common-dir', '--show-toplevel', 'HEAD^{commit}',
  ]); // prettier-ignore
  if (answer === '') throw new GitError('not-a-repository', 'not a git repository');
  const lines = answer.split('\n');
  const [bare, inside, shallow, format] = lines;
  // Line ends in a folder's name: asked one by one, an answer is what stands before the last one.
  const [gitDir, common, top, last] =
    lines.length <= 9 && !path.includes('\n')
      ? lines.slice(4)
      : await Promise.all(
          ['--absolute-git-dir', '--git-common-dir', '--show-toplevel', 'HEAD^{commit}'].map(async (what) =>
            (await revParse(place, [what])).replace(/\n$/, ''),
          ),
        );
  if (gitDir === undefined || common === undefined)
    throw new GitError('failed', 'git rev-parse gave no answer');
  const root = inside === 'true' ? top : undefined;
  // Where there is no working tree, the answer ended before HEAD; where there is no commit, git repeats the question.
  const asked = root === undefined ? await commitOfHead(place) : last;
  const head = asked !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(asked) ? asked : undefined;
  const commonDir = resolve(path, common);
  const partial = await isPartial(place, commonDir);
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
    ...(head === undefined ? {} : { head }),
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

/** What `git rev-parse` says of these, as far as it comes; empty where there is no repository. */
async function revParse(place: GitPlace, args: readonly string[]): Promise<string> {
  const child = spawnGit(place, ['rev-parse', ...args]);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.resume();
  child.stdin.end();
  await finished(child);
  return Buffer.concat(chunks).toString('utf8');
}

async function commitOfHead(place: GitPlace): Promise<string | undefined> {
  const output = await runGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  return output?.toString('latin1').trim();
}

/** git is asked only where the configuration has a word of it, or includes another file. */
async function isPartial(place: GitPlace, commonDir: string): Promise<boolean> {
  const text = await readFile(join(commonDir, 'config'), 'latin1').catch(() => undefined);
  if (text !== undefined && !/promisor|partialclone|include/i.test(text)) return false;
  const promisor = await runGit(place, [
    'config',
    '--local',
    '--get-regexp',
    '^(extensions\\.partialclone|remote\\..*\\.promisor)$',
  ]);
  return promisor !== undefined && promisor.length > 0;
}
