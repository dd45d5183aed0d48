import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MigrationError } from './types.ts';

/** What git knows of one path. */
export interface GitEntry {
  /** Object ids; absent when the path is not in the index, or not in HEAD. */
  readonly index?: string;
  readonly head?: string;
}

// A scanned repository is hostile: nothing that its configuration names may run.
const safe = [
  '--no-optional-locks',
  '--no-replace-objects',
  '-c',
  'safe.directory=*',
  '-c',
  'protocol.allow=never',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.untrackedCache=false',
  '-c',
  'submodule.recurse=false',
];

/** The git repository that a migration works in; read-only, plumbing commands alone. */
export class Repository {
  readonly root: string;
  /** The commit of HEAD; absent before the first one. */
  readonly head: string | undefined;

  private constructor(root: string, head: string | undefined) {
    this.root = root;
    this.head = head;
  }

  /** @returns undefined when the folder is not in a git working tree */
  static async open(root: string): Promise<Repository | undefined> {
    const inside = await git(root, ['rev-parse', '--is-inside-work-tree']);
    if (inside?.toString('utf8').trim() !== 'true') return undefined;
    const head = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
    return new Repository(root, head?.toString('utf8').trim());
  }

  /** Tracked, and untracked but not ignored; relative to the root. */
  async files(): Promise<string[]> {
    const out = await git(this.root, [
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
      '--',
      '.',
    ]);
    return [...new Set(splitZero(out))].sort();
  }

  async entries(paths: readonly string[]): Promise<Map<string, GitEntry>> {
    const entries = new Map<string, GitEntry>();
    for (let at = 0; at < paths.length; at += 500) {
      const some = paths.slice(at, at + 500).map((path) => `:(literal)${path}`);
      for (const line of splitZero(await git(this.root, ['ls-files', '-z', '--stage', '--', ...some]))) {
        const [, oid = '', stage = '', path = ''] = /^\d+ ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
        // A conflict has no stage 0: its index never equals the working tree.
        entries.set(path, { ...entries.get(path), index: stage === '0' ? oid : 'conflict' });
      }
      if (this.head === undefined) continue;
      // ls-tree takes no pathspec magic; plain paths are literal there.
      const plain = paths.slice(at, at + 500);
      for (const line of splitZero(await git(this.root, ['ls-tree', '-z', this.head, '--', ...plain]))) {
        const [, oid = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
        if (path !== '') entries.set(path, { ...entries.get(path), head: oid });
      }
    }
    return entries;
  }

  /** The bytes that a commit has for paths (relative to the root), in one call to git. */
  async showAll(commit: string, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    const plain = paths.filter((path) => !path.includes('\n'));
    for (const path of paths.filter((one) => one.includes('\n'))) {
      const bytes = await this.show(commit, path);
      if (bytes !== undefined) found.set(path, bytes);
    }
    if (plain.length === 0) return found;
    const input = plain.map((path) => `${commit}:./${path}\n`).join('');
    const out = (await git(this.root, ['cat-file', '--batch'], input)) ?? Buffer.alloc(0);
    let at = 0;
    for (const path of plain) {
      const end = out.indexOf(10, at);
      if (end < 0) break;
      const size = /^[0-9a-f]+ blob (\d+)$/.exec(out.toString('latin1', at, end))?.[1];
      at = end + 1;
      if (size === undefined) continue;
      found.set(path, new Uint8Array(out.subarray(at, at + Number(size))));
      at += Number(size) + 1;
    }
    return found;
  }

  /** The bytes that a commit has for a path (relative to the root). */
  async show(commit: string, path: string): Promise<Uint8Array | undefined> {
    const out = await git(this.root, ['cat-file', 'blob', `${commit}:./${path}`]);
    return out === undefined ? undefined : new Uint8Array(out);
  }
}

/** Is a file, as it stands on the disk, the blob of this id? Clean filters are not run; line endings are allowed for. */
export function isBlob(oid: string, bytes: Uint8Array): 'same' | 'line-endings' | 'differs' {
  if (blobId(oid, bytes) === oid) return 'same';
  const unix = Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return blobId(oid, unix) === oid ? 'line-endings' : 'differs';
}

// Compared in memory and never recorded.
function blobId(like: string, bytes: Uint8Array): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The files of a folder that is no repository; `.git` and `node_modules` left out. */
export async function walk(root: string, below = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules')
      found.push(...(await walk(root, path)));
    else if (entry.isFile()) found.push(path);
  }
  return found.sort();
}

function splitZero(out: Buffer | undefined): string[] {
  return out === undefined
    ? []
    : out
        .toString('utf8')
        .split('\0')
        .filter((part) => part !== '');
}

/**
 * A command that writes objects, an index or a ref; plumbing alone, which runs no hook and no filter.
 * @returns what it printed, without the last newline
 * @throws {MigrationError} when git refuses
 */
export async function writeGit(
  root: string,
  args: readonly string[],
  options: { readonly input?: Uint8Array; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const out = await git(root, args, options.input, options.env);
  if (out === undefined)
    throw new MigrationError(
      'state',
      `git ${args[0] ?? ''} failed`,
      'commit by hand: the files are as they should be',
    );
  return out.toString('utf8').replace(/\n$/, '');
}

function git(
  root: string,
  args: readonly string[],
  input?: string | Uint8Array,
  more: Readonly<Record<string, string>> = {},
): Promise<Buffer | undefined> {
  const env: NodeJS.ProcessEnv = { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_EXTERNAL_DIFF', 'GIT_TRACE'])
    delete env[name];
  Object.assign(env, more);
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      [...safe, ...args],
      { cwd: root, env, encoding: 'buffer', maxBuffer: 1 << 28, timeout: 60_000 },
      (error, stdout) => resolve(error === null ? stdout : undefined),
    );
    // git may be gone before it read all; its exit says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
