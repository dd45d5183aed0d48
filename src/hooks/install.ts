import { chmod, lstat, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { globalHooks, ownGlobalFolder, repositoryHooks } from './folder.ts';
import type { HooksFolder } from './folder.ts';
import { beforeSuffix, hookScript, isOurs, isPreCommits, legacySuffix, passOnScript } from './script.ts';
import type { Program } from './script.ts';
import { HookError } from './types.ts';
import type { HookType } from './types.ts';
import { askGit } from './user-git.ts';

/** What to install where. */
export interface InstallRequest {
  readonly cwd: string;
  readonly types: readonly HookType[];
  readonly global: boolean;
  readonly program: Program;
  readonly env: NodeJS.ProcessEnv;
}

/** What became of one hook. */
export interface InstallResult {
  readonly type: HookType;
  readonly path: string;
  readonly what: 'installed' | 'renewed' | 'chained' | 'removed' | 'restored' | 'absent' | 'foreign';
}

/**
 * Hooks that a folder for all repositories would hide, and whether git writes to their standard input. Those of a server
 * too: a bare repository of the same user must not lose its policy. `push-to-checkout` and `proc-receive` are left out,
 * for the mere presence of them changes what git does.
 */
const hidden: Readonly<Record<string, boolean>> = {
  'applypatch-msg': false, 'pre-applypatch': false, 'post-applypatch': false, 'pre-commit': false,
  'pre-merge-commit': false, 'prepare-commit-msg': false, 'commit-msg': false, 'post-commit': false,
  'pre-rebase': false, 'post-checkout': false, 'post-merge': false, 'pre-push': true, 'post-rewrite': true,
  'pre-receive': true, update: false, 'post-receive': true, 'post-update': false, 'reference-transaction': true,
  'pre-auto-gc': false, 'sendemail-validate': false, 'post-index-change': false,
}; // prettier-ignore

/** Installs hooks; a hook that is there is kept beside ours and run before it. Doing it twice changes nothing. */
export async function installHooks(request: InstallRequest): Promise<InstallResult[]> {
  const folder = request.global
    ? await globalHooks(request.cwd, request.env)
    : await repositoryHooks(request.cwd);
  await mkdir(folder.path, { recursive: true });
  const results: InstallResult[] = [];
  for (const type of request.types)
    results.push(
      await place(
        folder.path,
        type,
        hookScript(type, request.program, folder.global || request.global, folder.husky),
      ),
    );
  if (request.global && !folder.configured) {
    for (const [type, reads] of Object.entries(hidden))
      if (!(await exists(join(folder.path, type))))
        await write(join(folder.path, type), passOnScript(type, reads));
    if ((await askGit(request.cwd, ['config', '--global', 'core.hooksPath', folder.path])) === undefined)
      throw new HookError('core.hooksPath could not be set for all repositories');
  }
  return results;
}

/** Takes our hooks away and puts back, byte for byte, what was there before. */
export async function uninstallHooks(request: Omit<InstallRequest, 'program'>): Promise<InstallResult[]> {
  const folder = request.global
    ? await globalHooks(request.cwd, request.env)
    : await repositoryHooks(request.cwd);
  const results: InstallResult[] = [];
  for (const type of request.types) results.push(await takeAway(folder, type));
  if (request.global && folder.path === ownGlobalFolder(request.env)) await leaveGlobal(request.cwd, folder);
  return results;
}

async function place(folder: string, type: HookType, script: string): Promise<InstallResult> {
  const path = join(folder, type);
  const before = path + beforeSuffix;
  const there = await read(path);
  let what: InstallResult['what'] = 'installed';
  if (there !== undefined && (await isLegacy(path, there))) {
    await write(path + legacySuffix, script);
    return { type, path: path + legacySuffix, what: 'renewed' };
  }
  if (there !== undefined && isOurs(there)) what = 'renewed';
  // A manager has written again what it wrote before.
  else if (there !== undefined && there === (await read(before))) what = 'chained';
  else if (there !== undefined || (await exists(path))) {
    if (await exists(before))
      throw new HookError(
        `${path} was written by another program since unleak was installed, and ${before} is kept from before`,
        'remove the one that you do not need, then install again',
      );
    await rename(path, before);
    what = 'chained';
  }
  try {
    await write(path, script);
  } catch (error) {
    if (what === 'chained' && !(await exists(path))) await rename(before, path);
    throw error;
  }
  return { type, path, what };
}

/** Was our hook moved by pre-commit, whose own now runs it? */
export async function isLegacy(path: string, text: string): Promise<boolean> {
  return isPreCommits(text) && isOurs((await read(path + legacySuffix)) ?? '');
}

async function takeAway({ path: folder }: HooksFolder, type: HookType): Promise<InstallResult> {
  const path = join(folder, type);
  const text = await read(path);
  if (text === undefined) return { type, path, what: 'absent' };
  if (await isLegacy(path, text)) {
    await rm(path + legacySuffix);
    const before = await read(path + beforeSuffix);
    // What pre-commit found there, but not pre-commit's own.
    if (before !== undefined && isPreCommits(before)) await rm(path + beforeSuffix);
    else if (before !== undefined) await rename(path + beforeSuffix, path + legacySuffix);
    return { type, path: path + legacySuffix, what: before === undefined ? 'removed' : 'restored' };
  }
  if (!isOurs(text)) return { type, path, what: 'foreign' };
  if (await exists(path + beforeSuffix)) {
    await rename(path + beforeSuffix, path);
    return { type, path, what: 'restored' };
  }
  await rm(path);
  return { type, path, what: 'removed' };
}

/** The folder that we made for all repositories goes when no hook of ours does any work in it. */
async function leaveGlobal(cwd: string, folder: HooksFolder): Promise<void> {
  const names = Object.keys(hidden);
  const texts = await Promise.all(names.map((name) => read(join(folder.path, name))));
  if (texts.some((text) => text !== undefined && (!isOurs(text) || text.includes(' hook run ')))) return;
  if (folder.configured) await askGit(cwd, ['config', '--global', '--unset', 'core.hooksPath']);
  for (const name of names) await rm(join(folder.path, name), { force: true });
  await rmdir(folder.path).catch(() => {});
}

/** A script appears whole, executable, or not at all. */
async function write(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    await writeFile(temporary, text, { mode: 0o755, flag: 'wx' });
    await chmod(temporary, 0o755);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? 'failed';
    throw new HookError(`${path} cannot be written (${code})`, 'check the permissions of its folder');
  }
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
