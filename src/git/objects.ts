import { finished, spawnGit, splitStream } from './command.ts';
import type { Repository } from './repository.ts';

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
}

const defaultMaxBytes = 512 * 1024 * 1024;

/**
 * Reads objects through `git cat-file --batch`: slow and plain, the oracle for the pack reader and the fallback for
 * storage that it does not know. An object that git cannot read is a problem, and reading goes on behind it.
 */
export async function readObjects(
  repository: Repository,
  visitor: ObjectVisitor,
  options: ReadOptions,
): Promise<void> {
  if (options.objects !== 'all') {
    await readBatch(repository, visitor, options, options.objects, []);
    return;
  }
  const seen = new Set<string>();
  const noting: ObjectVisitor = {
    ...visitor,
    problem: (problem) => {
      seen.add(problem.oid);
      // git lists it and then says that it is missing: it is there, but nothing that git can read.
      visitor.problem(
        problem.code === 'missing-object'
          ? { code: 'corrupt-object', oid: problem.oid, detail: 'git cannot read the object' }
          : problem,
      );
    },
  };
  const complete = await readBatch(
    repository,
    noting,
    options,
    [],
    ['--batch-all-objects', '--unordered'],
    seen,
  );
  if (complete) return;
  // git dies on the first corrupt object: ask for the rest one batch after the other, leaving out what it died on.
  let rest = (await allIds(repository, options.signal)).filter((oid) => !seen.has(oid));
  while (rest.length > 0) {
    const before = seen.size;
    await readBatch(repository, noting, options, rest, [], seen);
    rest = rest.filter((oid) => !seen.has(oid));
    const blocker = rest[0];
    if (rest.length > 0 && seen.size === before && blocker !== undefined) {
      noting.problem({ code: 'corrupt-object', oid: blocker, detail: 'git cannot read the object' });
      rest = rest.slice(1);
    }
  }
}

async function allIds(repository: Repository, signal?: AbortSignal): Promise<string[]> {
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

/** One `git cat-file` over the ids. True when git read all of them to the end. */
async function readBatch(
  repository: Repository,
  visitor: ObjectVisitor,
  options: ReadOptions,
  ids: Iterable<string> | AsyncIterable<string>,
  flags: readonly string[],
  seen?: Set<string>,
): Promise<boolean> {
  const child = spawnGit(repository, ['cat-file', '--batch', '--buffer', ...flags], options.signal);
  const end = finished(child);
  child.stderr.resume();
  // Ids that end with an error end the reading too, or git would wait for more of them.
  const feeding = feed(child.stdin, ids).catch((error: unknown) => {
    child.stdin.end();
    return error;
  });
  const parser = new BatchParser(visitor, options.maxBytes ?? defaultMaxBytes, seen);
  for await (const chunk of child.stdout) parser.push(chunk as Buffer);
  const failed = await feeding;
  if (failed !== undefined) throw failed;
  options.signal?.throwIfAborted();
  return (await end) === 0 && parser.idle;
}

async function feed(
  input: NodeJS.WritableStream,
  ids: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  let text = '';
  for await (const id of ids) {
    text += `${id}\n`;
    if (text.length < 65_536) continue;
    if (!input.writable) return;
    const more = input.write(text);
    text = '';
    if (!more && !(await drained(input))) return;
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
  readonly #maxBytes: number;
  readonly #seen: Set<string> | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #oid = '';
  #type = '';
  /** Bytes of the object still to come, its final line feed included; -1 between objects. */
  #missing = -1;
  #body: Buffer | undefined;
  #filled = 0;

  constructor(visitor: ObjectVisitor, maxBytes: number, seen?: Set<string>) {
    this.#visitor = visitor;
    this.#maxBytes = maxBytes;
    this.#seen = seen;
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
      this.#seen?.add(oid);
      this.#visitor.problem({ code: 'missing-object', oid, detail: 'the object is not in this repository' });
      return;
    }
    this.#oid = oid;
    this.#type = type;
    const bytes = Number(size);
    const wanted =
      this.#type === 'blob' || this.#type === 'commit' || this.#type === 'tag' || this.#type === 'tree';
    const tooLarge = bytes > this.#maxBytes;
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
    this.#seen?.add(this.#oid);
    const body = this.#body;
    this.#body = undefined;
    if (body !== undefined) this.#visitor[this.#type as 'blob']?.(this.#oid, body);
  }
}
