import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

export type GitErrorCode = 'not-a-repository' | 'git-missing' | 'bad-revision' | 'failed';

/** git said no. The message is ours; git's own text may quote names from the repository. */
export class GitError extends Error {
  readonly code: GitErrorCode;
  constructor(code: GitErrorCode, message: string) {
    super(message);
    this.name = 'GitError';
    this.code = code;
  }
}

/**
 * Settings under which a repository that nobody trusts may be read: no program named by its configuration is run,
 * nothing is fetched, no replacement hides an object.
 */
const hardening = [
  '--no-optional-locks',
  '--no-replace-objects',
  '-c', 'safe.directory=*',
  '-c', 'core.fsmonitor=false',
  '-c', 'core.hooksPath=/dev/null',
  '-c', 'core.pager=cat',
  '-c', 'core.attributesFile=/dev/null',
  '-c', 'core.quotePath=false',
  '-c', 'core.alternateRefsCommand=true',
  '-c', 'diff.external=',
  '-c', 'protocol.allow=never',
  '-c', 'credential.helper=',
  '-c', 'uploadpack.packObjectsHook=',
  '-c', 'gpg.program=false',
]; // prettier-ignore

/** Variables that say which repository is meant; a hook's caller sets them and they must be kept. */
const repositoryVariables = [
  'GIT_DIR',
  'GIT_COMMON_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
];

/** Where a command runs. */
export interface GitPlace {
  readonly cwd: string;
  /** Repository variables for the child; nothing else of git's is inherited. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The repository variables of this process's environment. */
export function inheritedPlace(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of repositoryVariables) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function childEnvironment(place: GitPlace): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!name.startsWith('GIT_')) env[name] = value;
  return {
    ...env,
    ...place.env,
    LC_ALL: 'C',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ASKPASS: 'false',
    // Grafts would hide commits, as replacements do.
    GIT_GRAFT_FILE: '/dev/null',
  };
}

/** Starts a hardened git command with streamed input and output. */
export function spawnGit(
  place: GitPlace,
  args: readonly string[],
  signal?: AbortSignal,
): ChildProcessWithoutNullStreams {
  const child = spawn('git', [...hardening, ...args], {
    cwd: place.cwd,
    env: childEnvironment(place),
    stdio: 'pipe',
    ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' as const }),
  });
  // A child that ends early closes its input under our hands; its exit status says why.
  child.stdin.on('error', () => {});
  return child;
}

/** Waits for a child's end: its exit status, or null when a signal ended it. Throws for a git that cannot be started. */
export function finished(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  const end = new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new GitError('git-missing', 'git is not installed') : error),
    );
    child.once('close', resolve);
  });
  // It is awaited only after the output; until then an interruption must not count as unhandled.
  end.catch(() => {});
  return end;
}

/** Runs a short command and gives its output; undefined when it exits with another status than 0. */
export async function runGit(
  place: GitPlace,
  args: readonly string[],
  options: { input?: string | Uint8Array; signal?: AbortSignal } = {},
): Promise<Buffer | undefined> {
  const child = spawnGit(place, args, options.signal);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.resume();
  child.stdin.end(options.input ?? '');
  return (await finished(child)) === 0 ? Buffer.concat(chunks) : undefined;
}

/** Splits a stream at a separator byte; what stands behind the last one comes too, unless it is empty. */
export async function* splitStream(
  stream: AsyncIterable<unknown>,
  separator: number,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    let data = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    for (let at = data.indexOf(separator); at !== -1; at = data.indexOf(separator)) {
      yield data.subarray(0, at);
      data = data.subarray(at + 1);
    }
    rest = data;
  }
  if (rest.length > 0) yield rest;
}
