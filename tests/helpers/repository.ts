import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real git repository in a temporary folder: fixed identities and dates, no configuration of the machine's user. */
export class TestRepository {
  readonly folder: string;
  #second = 1_700_000_000;

  /** @param init - more flags for `git init`: `--bare`, `--object-format=sha256` */
  constructor(...init: string[]) {
    this.folder = mkdtempSync(join(tmpdir(), 'unleak-test-'));
    this.git('init', '--quiet', '--initial-branch=main', ...init, '.');
  }

  git(...args: string[]): string {
    return gitIn(this.folder, this.#second, ...args);
  }

  write(path: string, content: string | Uint8Array): void {
    const absolute = join(this.folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }

  /** Writes files and commits everything; returns the commit. */
  commit(message: string, files: Record<string, string | Uint8Array> = {}): string {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.#second += 60;
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Runs a stream of `git fast-import`. */
  fastImport(stream: string): void {
    execFileSync('git', ['fast-import', '--quiet'], { cwd: this.folder, input: stream });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs git in a folder with a fixed clock and identity. */
export function gitIn(folder: string, second: number, ...args: string[]): string {
  return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      GIT_AUTHOR_DATE: `${second} +0000`,
      GIT_COMMITTER_DATE: `${second} +0000`,
    },
  });
}
