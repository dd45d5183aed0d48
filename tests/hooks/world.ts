import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crcBase62, Random } from '../../detectors/helpers.ts';
import { entry, shared } from '../helpers/program.ts';

const temporary = mkdtempSync(join(tmpdir(), 'unleak-hooks-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

/** What `git init` starts from: without the samples, which are most of a small repository. */
const template = join(shared, 'template');
mkdirSync(join(template, 'hooks'), { recursive: true });

/** A GitHub token from a seed. */
export function token(seed: string): string {
  const body = new Random(seed).base62(30);
  return `ghp_${body}${crcBase62(body)}`;
}

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with repositories of its own, whose git and program read no settings of this machine. */
export class World {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(folder = mkdtempSync(join(temporary, 'world-'))) {
    this.folder = folder;
    const env: NodeJS.ProcessEnv = {};
    for (const [name, value] of Object.entries(process.env))
      if (!name.startsWith('GIT_') && !name.startsWith('UNLEAK_')) env[name] = value;
    this.env = {
      ...env,
      HOME: join(folder, 'home'),
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_CONFIG_HOME: join(folder, 'home', 'config'),
      XDG_CACHE_HOME: join(shared, 'cache'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TEMPLATE_DIR: template,
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@shop.example',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@shop.example',
      GIT_ALLOW_PROTOCOL: 'file:git:ssh',
    };
    mkdirSync(join(folder, 'home', 'config'), { recursive: true });
  }

  /** The same repositories once more; they know each other by relative paths. */
  copy(): World {
    const folder = mkdtempSync(join(temporary, 'world-'));
    // By a process of its own: what another thread starts while we write a hook would hold it open, and git, which
    // finds the file busy then, waits for ever.
    execFileSync('cp', ['-R', '-P', '-p', `${this.folder}/.`, folder]);
    return new World(folder);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Runs git in a repository; throws when it fails. */
  git(repository: string, ...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.path(repository),
      env: this.env,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  }

  /** Runs git and tells how it went. */
  try(repository: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
    return spawnSync('git', [...args], {
      cwd: this.path(repository),
      env: { ...this.env, ...env },
      encoding: 'utf8',
      timeout: 120_000,
    });
  }

  unleak(repository: string, ...args: string[]): Run {
    return this.unleakWith(repository, '', ...args);
  }

  /** Runs the program with something on its standard input. */
  unleakWith(repository: string, input: string, ...args: string[]): Run {
    return spawnSync(process.execPath, [entry, ...args], {
      cwd: this.path(repository),
      env: this.env,
      encoding: 'utf8',
      input,
    });
  }

  write(repository: string, path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.path(repository, path)), { recursive: true });
    writeFileSync(this.path(repository, path), content);
  }

  commit(
    repository: string,
    content: Readonly<Record<string, string | Uint8Array>>,
    message = 'work',
  ): string {
    for (const [path, text] of Object.entries(content)) this.write(repository, path, text);
    this.git(repository, 'add', '--all');
    this.git(repository, 'commit', '-q', '--allow-empty', '-m', message);
    return this.git(repository, 'rev-parse', 'HEAD');
  }
}
