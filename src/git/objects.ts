import { finished, spawnGit, splitStream } from './command.ts';
import type { GitPlace } from './command.ts';

/** What could not be read. `detail` is a sentence without names from the repository. */
export interface ObjectProblem {
  readonly code: 'missing-object' | 'corrupt-object' | 'too-large';
  readonly oid: string;
  readonly detail: string;
}

/** Takes objects as they are read. The bytes are the visitor's to keep. */
export interface ObjectVisitor {
  blob?(oid: string, bytes: Buffer): void;
  commit?(oid: string, bytes: Buffer): void;
  tag?(oid: string, bytes: Buffer): void;
  tree?(oid: string, bytes: Buffer): void;
  problem(problem: ObjectProblem): void;
}

export interface ReadOptions {
  /** `all`: the whole object database, reachable or not. Otherwise these ids. */
  readonly objects: 'all' | Iterable<string> | AsyncIterable<string>;
  readonly signal?: AbortSignal;
  /** A larger object is a problem `too-large`. Default 512 MiB. */
  readonly maxBytes?: number;
  /** Seconds that git may take for one answer. Default 20. */
  readonly patience?: number;
}

const defaultMaxBytes = 512 * 1024 * 1024;
/** git never comes back from a delta whose bases run in a circle, and takes memory all the while. */
const defaultPatience = 20;

/** git may fail so often; what is left then counts as unreadable. A start that does not end weighs 250. */
const maxFailures = 1000;

/**
 * Reads objects through `git cat-file --batch`: slow and plain, the oracle for the pack reader and the fallback for
 * storage that it does not know. An object that git cannot read is a problem, and reading goes on behind it.
 */
export async function readObjects(
  repository: GitPlace,
  visitor: ObjectVisitor,
  options: ReadOptions,
): Promise<void> {
  const answered = new Answers(visitor, options.objects === 'all');
  let rest: string[];
  if (options.objects === 'all') {
    const flags = ['--buffer', '--batch-all-objects', '--unordered'];
    if ((await readBatch(repository, answered, options, [], flags)) === 'complete') return;
    rest = await allIds(repository, options.signal);
  } else {
    rest = [];
    const ids = noting(options.objects, rest);
    if ((await readBatch(repository, answered, options, ids, ['--buffer'])) === 'complete') return;
  }
  // git dies on the first object that it cannot read: leave that one out and ask for those behind it.
  rest = rest.filter((oid) => !answered.has(oid));
  for (let failures = 0; rest.length > 0;) {
    if (failures < maxFailures) {
      const end = await readBatch(repository, answered, options, rest, []);
      if (end === 'complete') return;
      failures += end === 'stalled' ? maxFailures / 4 : 1;
    }
    rest = rest.filter((oid) => !answered.has(oid));
    for (const oid of rest.splice(0, failures < maxFailures ? 1 : rest.length))
      visitor.problem({ code: 'corrupt-object', oid, detail: 'git cannot read the object' });
  }
}

/** Hands ids on, and keeps them: the ones behind an object on which git died are asked for again. */
async function* noting(
  ids: Iterable<string> | AsyncIterable<string>,
  kept: string[],
): AsyncGenerator<string> {
  for await (const id of ids) {
    kept.push(id);
    yield id;
  }
}

/** A visitor that remembers what git has answered. */
class Answers {
  readonly visitor: ObjectVisitor;
  /** What an object is that git calls missing. */
  readonly missing: Omit<ObjectProblem, 'oid'>;
  readonly #ids = new Set<string>();

  /** @param listed - git itself listed the objects: one that it then calls missing is there, but damaged */
  constructor(visitor: ObjectVisitor, listed: boolean) {
    this.visitor = visitor;
    this.missing = listed
      ? { code: 'corrupt-object', detail: 'git cannot read the object' }
      : { code: 'missing-object', detail: 'the object is not in this repository' };
  }

  add(oid: string): void {
    this.#ids.add(oid);
  }

  has(oid: string): boolean {
    return this.#ids.has(oid);
  }
}

async function allIds(repository: GitPlace, signal?: AbortSignal): Promise<string[]> {
  const child = spawnGit(
    repository,
    ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname)'],
    signal,
  );
  const end = finished(child);
  child.stdin.end();
  child.stderr.resume();
  const ids: string[] = [];
  for await (const line of splitStream(child.stdout, 10))
    ids.push(line.toString('latin1').split(' ')[0] ?? '');
  await end;
  return ids;
}

/** One `git cat-file` over the ids: read to the end, or died, or killed because no answer came. */
async function readBatch(
  repository: GitPlace,
  answers: Answers,
  options: ReadOptions,
  ids: Iterable<string> | AsyncIterable<string>,
  flags: readonly string[],
): Promise<'complete' | 'died' | 'stalled'> {
  const child = spawnGit(repository, ['cat-file', '--batch', ...flags], options.signal);
  const end = finished(child);
  child.stderr.resume();
  let fed = false;
  // Ids that end with an error end the reading too, or git would wait for more of them.
  const feeding = feed(child.stdin, ids)
    .catch((error: unknown) => {
      child.stdin.end();
      return error;
    })
    .finally(() => {
      fed = true;
    });
  // Four ticks without an answer, with all ids in git's hands: a slow visitor or slow ids do not count.
  let ticks = 0;
  let stalled = false;
  const watch = setInterval(
    () => {
      if (!fed || ++ticks < 4) return;
      stalled = true;
      child.kill('SIGKILL');
    },
    (options.patience ?? defaultPatience) * 250,
  );
  const parser = new BatchParser(answers, options.maxBytes ?? defaultMaxBytes);
  try {
    for await (const chunk of child.stdout) {
      ticks = 0;
      parser.push(chunk as Buffer);
    }
    const failure = await feeding;
    if (failure !== undefined) throw failure;
    options.signal?.throwIfAborted();
    if ((await end) === 0 && parser.idle) return 'complete';
    return stalled ? 'stalled' : 'died';
  } catch (error) {
    // A visitor threw, or the scan was stopped: nothing of it may stay behind.
    child.kill('SIGKILL');
    await Promise.allSettled([end]);
    throw error;
  } finally {
    clearInterval(watch);
  }
}

async function feed(
  input: NodeJS.WritableStream,
  ids: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  let text = '';
  for await (const id of ids) {
    text += `${id}\n`;
    if (text.length < 65_536) continue;
    // After git's death the ids are still taken in, to be asked for again.
    if (!input.writable) {
      text = '';
      continue;
    }
    const more = input.write(text);
    text = '';
    if (!more) await drained(input);
  }
  input.end(text);
}

/** Waits until a stream takes more; false when it closed instead. */
function drained(input: NodeJS.WritableStream): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (more: boolean) => (): void => {
      input.off('drain', onDrain).off('close', onEnd).off('error', onEnd);
      resolve(more);
    };
    const onDrain = settle(true);
    const onEnd = settle(false);
    input.on('drain', onDrain).on('close', onEnd).on('error', onEnd);
  });
}

/** Parses `<oid> <type> <size>\n<bytes>\n` as it streams in. */
class BatchParser {
  readonly #visitor: ObjectVisitor;
  readonly #answers: Answers;
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #oid = '';
  #type = '';
  /** Bytes of the object still to come, its final line feed included; -1 between objects. */
  #missing = -1;
  #body: Buffer | undefined;
  #filled = 0;

  constructor(answers: Answers, maxBytes: number) {
    this.#visitor = answers.visitor;
    this.#answers = answers;
    this.#maxBytes = maxBytes;
  }

  /** Is nothing half-read? */
  get idle(): boolean {
    return this.#missing === -1 && this.#rest.length === 0;
  }

  push(chunk: Buffer): void {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = Buffer.alloc(0);
    for (;;) {
      if (this.#missing === -1) {
        const at = data.indexOf(10);
        if (at === -1) {
          this.#rest = data;
          return;
        }
        this.#header(data.toString('latin1', 0, at));
        data = data.subarray(at + 1);
      } else {
        const take = Math.min(this.#missing, data.length);
        this.#body?.set(data.subarray(0, Math.min(take, this.#body.length - this.#filled)), this.#filled);
        this.#filled += take;
        this.#missing -= take;
        data = data.subarray(take);
        if (this.#missing > 0) return;
        this.#missing = -1;
        this.#deliver();
      }
    }
  }

  #header(line: string): void {
    const [oid = '', type = '', size = ''] = line.split(' ');
    if (type === 'missing' || type === 'ambiguous' || size === '') {
      this.#answers.add(oid);
      this.#visitor.problem({ ...this.#answers.missing, oid });
      return;
    }
    this.#oid = oid;
    this.#type = type;
    const bytes = Number(size);
    const wanted =
      this.#type === 'blob' || this.#type === 'commit' || this.#type === 'tag' || this.#type === 'tree';
    const tooLarge = bytes > this.#maxBytes;
    // Answered: git may die on the bytes of a size that is a lie.
    if (tooLarge) this.#answers.add(oid);
    if (tooLarge)
      this.#visitor.problem({
        code: 'too-large',
        oid,
        detail: `the object is larger than ${this.#maxBytes >> 20} MiB`,
      });
    this.#body =
      wanted && !tooLarge && this.#visitor[type as 'blob'] !== undefined
        ? Buffer.allocUnsafe(bytes)
        : undefined;
    this.#filled = 0;
    this.#missing = bytes + 1;
  }

  #deliver(): void {
    this.#answers.add(this.#oid);
    const body = this.#body;
    this.#body = undefined;
    if (body !== undefined) this.#visitor[this.#type as 'blob']?.(this.#oid, body);
  }
}
