import { execFile } from 'node:child_process';

/**
 * Asks git with the user's own configuration, which says where hooks are and what a remote is; commands that read the
 * configuration only. undefined when git says no.
 */
export function askGit(cwd: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      'git',
      [...args],
      { cwd, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
      (error, out) => resolve(error === null ? out.replace(/\n$/, '') : undefined),
    );
  });
}
