import type { Repository } from './repository.ts';

/** Does the repository's ignore list name this path (relative to the top)? */
export async function isIgnored(repository: Repository, path: string): Promise<boolean> {
  // A short question, asked only for a folder inside a repository: what simple-git is made for. What git prints for
  // more than that is streamed (`command.ts`), for simple-git holds all of it in memory.
  const { simpleGit } = await import('simple-git');
  const git = simpleGit({
    baseDir: repository.root ?? repository.gitDir,
    config: ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.directory=*'],
    unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
  });
  return (await git.checkIgnore([path])).length > 0;
}
