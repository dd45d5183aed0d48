import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { repositoryHooks } from './folder.ts';
import { isLegacy } from './install.ts';
import { beforeSuffix, isOurs, isPreCommits, legacySuffix, programOf } from './script.ts';
import type { HookType } from './types.ts';
import { askGit } from './user-git.ts';

/** One thing that was looked at. */
export interface DoctorCheck {
  readonly ok: boolean;
  readonly what: string;
  /** What to type when it is not. */
  readonly hint?: string;
}

/**
 * Says whether a hook is live in the repository at `cwd`. At last it proves it: a push of a canary from a throw-away
 * repository through the installed script must be stopped, and a clean one must not.
 *
 * @param canary - a text that the detectors must find
 */
export async function examineHook(cwd: string, type: HookType, canary: string): Promise<DoctorCheck[]> {
  const folder = await repositoryHooks(cwd);
  const place = join(folder.path, type);
  const found = await readFile(place, 'utf8').catch(() => undefined);
  const again = installing(type);
  const legacy = found !== undefined && (await isLegacy(place, found));
  const path = legacy ? place + legacySuffix : place;
  const text = legacy ? await readFile(path, 'utf8') : found;
  if (text === undefined || !isOurs(text)) return [await absence(cwd, path, text, type)];
  const checks: DoctorCheck[] = [
    { ok: true, what: legacy ? `${path} is ours, and pre-commit’s hook runs it` : `${path} is ours` },
  ];
  const executable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  checks.push({ ok: executable, what: executable ? 'it is executable' : 'it is not executable: git ignores it', hint: `chmod +x ${path}` }); // prettier-ignore
  if (text.includes('\r'))
    checks.push({ ok: false, what: 'it has CRLF line ends: the shell cannot run it', hint: again });
  checks.push(...(await programChecks(text, again)));
  const aliases = await askGit(cwd, ['config', '--get-regexp', '^alias\\.']);
  for (const line of (aliases ?? '').split('\n'))
    if (/\b(?:push|commit)\b.*--no-verify/.test(line))
      checks.push({
        ok: false,
        what: `git ${/^alias\.(\S+)/.exec(line)?.[1] ?? ''} goes past hooks: the alias says --no-verify`,
        hint: 'take --no-verify out of the alias',
      });
  if (checks.every(({ ok }) => ok) && type === 'pre-push') checks.push(await provePush(text, canary));
  return checks;
}

async function absence(
  cwd: string,
  path: string,
  text: string | undefined,
  type: HookType,
): Promise<DoctorCheck> {
  const caller = text === undefined ? undefined : await callerOf(cwd, path, text, type);
  if (caller !== undefined) return { ok: true, what: `${caller} calls unleak hook run ${type}; not tried` };
  const kept = await readFile(path + beforeSuffix).then(
    () => true,
    () => false,
  );
  const hint = `${installing(type)}${text === undefined ? '' : managerHint(text, type)}`;
  if (text !== undefined && kept)
    return { ok: false, what: `${path} was overwritten by another program since it was installed`, hint };
  const common = await askGit(cwd, ['rev-parse', '--git-common-dir']);
  const own = resolve(cwd, common ?? '.git', 'hooks', basename(path));
  const shadowed = await readFile(own, 'utf8').catch(() => '');
  if (own !== path && isOurs(shadowed))
    return { ok: false, what: `core.hooksPath hides our hook: git looks at ${path}`, hint };
  const what = `${path} is ${text === undefined ? 'not there' : 'not ours'}: nothing stops a ${type === 'pre-push' ? 'push' : 'leak'}`;
  return { ok: false, what, hint };
}

function installing(type: HookType): string {
  return `unleak hook install${type === 'pre-push' ? '' : ` --type ${type}`}`;
}

/** The hook of another program, or its configuration, that calls ours. */
async function callerOf(
  cwd: string,
  path: string,
  text: string,
  type: HookType,
): Promise<string | undefined> {
  const calls = new RegExp(`unleak hook run ${type}|\\bid: unleak${callerIds[type] ?? '-none'}\\s*$`, 'm');
  if (calls.test(text)) return path;
  const manager = isPreCommits(text)
    ? /^\.pre-commit-config\.yaml$/
    : /^\.?lefthook\.(?:yml|yaml|toml|json)$/;
  if (!isPreCommits(text) && !/lefthook/i.test(text)) return undefined;
  const root = (await askGit(cwd, ['rev-parse', '--show-toplevel'])) ?? cwd;
  for (const name of (await readdir(root)).filter((one) => manager.test(one)))
    if (calls.test(await readFile(join(root, name), 'utf8').catch(() => ''))) return name;
  return undefined;
}

/** How the ids in `.pre-commit-hooks.yaml` end. */
const callerIds: Readonly<Partial<Record<HookType, string>>> = {
  'pre-commit': '',
  'commit-msg': '-message',
  'pre-push': '-push',
};

/** Managers that write their hooks anew whenever they are installed: there the place for ours is their configuration. */
function managerHint(text: string, type: HookType): string {
  const run = `unleak hook run ${type}`;
  if (/lefthook/i.test(text))
    return `; to stay when lefthook is installed again, in lefthook.yml: ${type}: {commands: {unleak: {run: '${run} {0}', use_stdin: true}}}`;
  if (/SIMPLE_GIT_HOOKS/.test(text))
    return `; to stay when simple-git-hooks is installed again, among its hooks: "${type}": "${run} \\"$@\\""`;
  return '';
}

async function programChecks(text: string, hint: string): Promise<DoctorCheck[]> {
  const program = programOf(text);
  if (program === undefined) return [{ ok: false, what: 'the script names no program', hint }];
  const version = await run(program.node, [program.entry, '--version'], tmpdir(), process.env);
  return [
    version.code === 0
      ? { ok: true, what: `it starts unleak ${version.out.trim()}` }
      : { ok: false, what: `its program does not start: ${program.entry} with ${program.node}`, hint },
  ];
}

/** Pushes a clean commit and then the canary from a throw-away repository to another one. */
async function provePush(script: string, canary: string): Promise<DoctorCheck> {
  const folder = await mkdtemp(join(tmpdir(), 'unleak-doctor-'));
  try {
    const work = join(folder, 'work');
    const hooks = join(folder, 'hooks');
    await mkdir(hooks);
    await writeFile(join(hooks, 'pre-push'), script, { mode: 0o755 });
    const env: NodeJS.ProcessEnv = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    for (const [name, value] of Object.entries(process.env))
      if (!name.startsWith('GIT_') && !name.startsWith('UNLEAK_')) env[name] = value;
    env['XDG_STATE_HOME'] = join(folder, 'state');
    const git = async (...args: string[]): Promise<number> => {
      const flags = ['-c', 'user.name=doctor', '-c', 'user.email=doctor@localhost', '-c', `core.hooksPath=${hooks}`, '-c', 'commit.gpgsign=false']; // prettier-ignore
      return (await run('git', [...flags, '-C', work, ...args], folder, env)).code;
    };
    await run('git', ['init', '-q', '--bare', 'remote.git'], folder, env);
    await run('git', ['init', '-q', '-b', 'main', 'work'], folder, env);
    await git('commit', '-q', '--allow-empty', '-m', 'clean');
    const clean = await git('push', '-q', join(folder, 'remote.git'), 'main');
    await writeFile(join(work, 'canary.txt'), canary);
    await git('add', 'canary.txt');
    await git('commit', '-q', '-m', 'canary');
    const leaking = await git('push', '-q', join(folder, 'remote.git'), 'main');
    if (clean !== 0) return { ok: false, what: 'a clean push to a throw-away repository was stopped' };
    return leaking === 0
      ? { ok: false, what: 'a canary was pushed to a throw-away repository: the hook does not stop it' }
      : {
          ok: true,
          what: 'it stopped a canary on its way to a throw-away repository, and let a clean push pass',
        };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; out: string }> {
  return new Promise((done) => {
    execFile(program, [...args], { cwd, env, encoding: 'utf8', timeout: 60_000 }, (error, out) =>
      done({ code: error === null ? 0 : 1, out }),
    );
  });
}
