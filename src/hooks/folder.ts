import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { askGit } from './user-git.ts';
import { HookError } from './types.ts';

/** A folder that git takes hooks from. */
export interface HooksFolder {
  readonly path: string;
  /** It serves all repositories and hides their own hooks. */
  readonly global: boolean;
  /** core.hooksPath names it. */
  readonly configured: boolean;
  /** Its hooks are called by husky, by sh and whether they are executable or not. */
  readonly husky?: true;
}

/** Where git looks for the hooks of the repository at `cwd`. Throws {@link HookError} outside of one. */
export async function repositoryHooks(cwd: string): Promise<HooksFolder> {
  const path = await askGit(cwd, ['rev-parse', '--git-path', 'hooks']);
  if (path === undefined)
    throw new HookError('not a git repository', 'or for all repositories: unleak hook install --global');
  const configured = await askGit(cwd, ['config', '--type=path', '--get', 'core.hooksPath']);
  const ofAll = await askGit(cwd, ['config', '--global', '--type=path', '--get', 'core.hooksPath']);
  const folder = resolve(cwd, path);
  // husky makes `.husky/_` anew whenever it is installed; what stands there calls the hook of the same name in `.husky`.
  if (basename(folder) === '_' && existsSync(join(folder, 'h')))
    return { path: dirname(folder), global: false, configured: true, husky: true };
  return {
    path: folder,
    global: configured !== undefined && configured === ofAll,
    configured: configured !== undefined,
  };
}

/** The folder that `core.hooksPath` names for all repositories, or the one that we would make. */
export async function globalHooks(cwd: string, env: NodeJS.ProcessEnv): Promise<HooksFolder> {
  const configured = await askGit(cwd, ['config', '--global', '--type=path', '--get', 'core.hooksPath']);
  if (configured !== undefined && isAbsolute(configured))
    return { path: configured, global: true, configured: true };
  if (configured !== undefined)
    throw new HookError(
      'core.hooksPath is a relative path for all repositories',
      'install in each repository: unleak hook install',
    );
  return { path: ownGlobalFolder(env), global: true, configured: false };
}

export function ownGlobalFolder(env: NodeJS.ProcessEnv): string {
  const config = env['XDG_CONFIG_HOME'];
  const base = config !== undefined && isAbsolute(config) ? config : join(homedir(), '.config');
  return join(base, 'unleak', 'hooks');
}
