import { execFileSync, spawnSync } from 'node:child_process';
import { TestRepository, gitIn } from '../helpers/repository.ts';

/** A seeded source of numbers: the same seed builds the same repository. */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

type Tree = Map<string, { mode: string; mark: number }>;

const folders = ['', 'src/', 'src/lib/', 'deploy/', 'deploy/a/b/', 'docs/'];
const names = ['a.txt', 'b.yaml', 'c.bin', 'd e.txt', 'ünï.md', 'z', 'a', 'a.b', 'new\nline'];

/**
 * Writes a random history into a stream for `git fast-import`: edits, renames, copies, deletions, merges of two and
 * more, criss-cross merges, merges that take something of neither side, several roots, a stash, notes, tags of tags,
 * links, submodules, binary and empty files, CRLF, missing last line feeds, rewritten branches.
 */
class HistoryWriter {
  readonly #random: Random;
  readonly #out: Buffer[] = [];
  readonly #blobs = new Map<number, Buffer>();
  readonly #commits: { mark: number; tree: Tree }[] = [];
  #mark = 0;
  #second = 1_600_000_000;

  readonly #hexLength: number;
  readonly #words: readonly string[];
  readonly #onto: string | undefined;

  /**
   * @param words - what texts may hold besides
   * @param onto - a commit on which the first one stands
   */
  constructor(random: Random, hexLength: number, words: readonly string[] = [], onto?: string) {
    this.#random = random;
    this.#hexLength = hexLength;
    this.#words = words;
    this.#onto = onto;
  }

  write(commits: number): Buffer {
    for (let i = 0; i < commits; i++) this.#commit(`refs/work/${i}`, this.#parents(i));
    const random = this.#random;
    for (const branch of ['main', 'topic', 'old/release'])
      this.#line(`reset refs/heads/${branch}\nfrom :${random.pick(this.#commits).mark}\n`);
    if (random.chance(60)) this.#tags();
    if (random.chance(50)) this.#stash();
    if (random.chance(50)) this.#notes();
    this.#line('done');
    return Buffer.concat(this.#out);
  }

  #line(text: string): void {
    this.#out.push(Buffer.from(`${text}\n`));
  }

  #parents(index: number): number[] {
    const random = this.#random;
    if (index === 0 || random.chance(4)) return [];
    const last = index - 1;
    if (random.chance(60)) return [random.chance(75) ? last : random.below(index)];
    const count = random.chance(70) ? 2 : 3 + random.below(3);
    const parents = new Set<number>([last]);
    for (let i = 1; i < count; i++) parents.add(Math.max(0, index - 1 - random.below(8)));
    return [...parents];
  }

  #commit(ref: string, parents: readonly number[], tree = this.#nextTree(parents)): number {
    const mark = ++this.#mark;
    const random = this.#random;
    // Dates go back now and then, as clocks do.
    this.#second += random.below(2000) - 200;
    const date = `${this.#second} ${random.pick(['+0000', '-0730', '+1400'])}`;
    this.#line(`commit ${ref}`);
    this.#line(`mark :${mark}`);
    this.#line(`author ${random.pick(['Ada', 'Björn B', ''])} <a@example.com> ${date}`);
    this.#line(`committer Ada <a@example.com> ${date}`);
    this.#data(Buffer.from(`change ${mark}\n\nbody ${random.below(10)}`));
    if (this.#commits.length === 0 && this.#onto !== undefined) this.#line(`from ${this.#onto}`);
    for (const [i, parent] of parents.entries())
      this.#line(`${i === 0 ? 'from' : 'merge'} :${this.#commits[parent]?.mark ?? 0}`);
    this.#line('deleteall');
    for (const [path, { mode, mark: blob }] of tree) {
      const content = mode === '160000' ? '1234567890abcdef'.repeat(4).slice(0, this.#hexLength) : `:${blob}`;
      this.#line(`M ${mode} ${content} ${JSON.stringify(path)}`);
    }
    this.#line('');
    this.#commits.push({ mark, tree });
    return mark;
  }

  #nextTree(parents: readonly number[]): Tree {
    const random = this.#random;
    const tree: Tree = new Map(this.#commits[parents[0] ?? -1]?.tree);
    for (const other of parents.slice(1))
      for (const [path, entry] of this.#commits[other]?.tree ?? [])
        if (random.chance(50) && this.#fits(tree, path)) tree.set(path, entry);
    for (let i = random.below(5); i > 0; i--) this.#edit(tree);
    return tree;
  }

  /** A path may not be a file and a folder at once. */
  #fits(tree: Tree, path: string): boolean {
    for (const other of tree.keys())
      if (other !== path && (other.startsWith(`${path}/`) || path.startsWith(`${other}/`))) return false;
    return true;
  }

  #edit(tree: Tree): void {
    const random = this.#random;
    const paths = [...tree.keys()];
    const path = paths.length === 0 || random.chance(25) ? random.pick(folders) + random.pick(names) : random.pick(paths);
    if (!this.#fits(tree, path)) return;
    const known = tree.get(path);
    const what = random.below(100);
    if (known !== undefined && what < 15) tree.delete(path);
    else if (known !== undefined && what < 35) {
      const to = random.pick(folders) + random.pick(names);
      if (what < 28) tree.delete(path);
      if (this.#fits(tree, to)) tree.set(to, known);
    } else {
      const mode = random.chance(85) ? '100644' : random.pick(['100755', '120000', '160000']);
      tree.set(path, { mode, mark: this.#blob(known?.mark) });
    }
  } // prettier-ignore

  #blob(before: number | undefined): number {
    const random = this.#random;
    if (this.#blobs.size > 0 && random.chance(10)) return random.pick([...this.#blobs.keys()]);
    const old = before === undefined ? undefined : this.#blobs.get(before);
    const content = old === undefined || random.chance(5) ? this.#fresh() : this.#changed(old);
    const mark = ++this.#mark;
    this.#blobs.set(mark, content);
    this.#line('blob');
    this.#line(`mark :${mark}`);
    this.#data(content);
    return mark;
  }

  #fresh(): Buffer {
    const random = this.#random;
    const kind = random.below(10);
    if (kind === 0) return Buffer.alloc(0);
    if (kind === 1) return Buffer.from(Array.from({ length: random.below(3000) }, () => random.below(256)));
    const end = kind === 2 ? '\r\n' : '\n';
    const lines = Array.from({ length: 1 + random.below(120) }, () => this.#text());
    return Buffer.from(lines.join(end) + (random.chance(80) ? end : ''));
  }

  #text(): string {
    const words = [
      'password',
      'apiVersion',
      'kind: Secret',
      'value',
      'if (x) {',
      'return',
      'ключ',
      '0123',
      ...this.#words,
    ];
    return Array.from({ length: this.#random.below(9) }, () => this.#random.pick(words)).join(' ');
  }

  #changed(old: Buffer): Buffer {
    const random = this.#random;
    const parts: Buffer[] = [];
    let at = 0;
    for (let i = 1 + random.below(4); i > 0; i--) {
      const next = at + random.below(Math.max(1, old.length - at));
      parts.push(old.subarray(at, next), Buffer.from(random.chance(60) ? `${this.#text()}\n` : ''));
      at = Math.min(old.length, next + (random.chance(60) ? random.below(200) : 0));
    }
    if (random.chance(80)) parts.push(old.subarray(at));
    if (random.chance(10)) parts.push(old.subarray(0, random.below(old.length + 1)));
    return Buffer.concat(parts);
  }

  #tags(): void {
    for (const [name, from] of [
      ['v1', this.#random.pick(this.#commits).mark],
      ['v1-of-v1', 0],
      ['of-of', 0],
    ] as const) {
      this.#line(`tag ${name}`);
      const mark = ++this.#mark;
      this.#line(`mark :${mark}`);
      this.#line(`from :${from === 0 ? mark - 1 : from}`);
      this.#line(`tagger Ada <a@example.com> ${this.#second} +0000`);
      this.#data(Buffer.from(`tag ${name}\n`));
    }
  }

  /** A stash is a merge of what was staged and, now and then, of what was untracked. */
  #stash(): void {
    const base = this.#random.below(this.#commits.length);
    this.#commit('refs/work/stash-index', [base]);
    const parents = [base, this.#commits.length - 1];
    if (this.#random.chance(50)) {
      this.#commit('refs/work/stash-untracked', []);
      parents.push(this.#commits.length - 1);
    }
    this.#commit('refs/stash', parents);
  }

  #notes(): void {
    const tree: Tree = new Map([['ab/cdef', { mode: '100644', mark: this.#blob(undefined) }]]);
    this.#commit('refs/notes/commits', [], tree);
  }

  #data(content: Buffer): void {
    this.#line(`data ${content.length}`);
    this.#out.push(content, Buffer.from('\n'));
  }
}

/**
 * Brings random commits into a repository; what no ref names any more stays in the object database.
 * @param onto - the commit on which the first one stands
 */
export function importRandom(
  repository: TestRepository,
  random: Random,
  options: { words?: readonly string[]; onto?: string | undefined } = {},
): void {
  const hexLength = repository.git('rev-parse', '--show-object-format').trim() === 'sha256' ? 64 : 40;
  const stream = new HistoryWriter(random, hexLength, options.words, options.onto).write(
    3 + random.below(22),
  );
  const { status, stderr } = spawnSync(
    'git',
    [
      '-c', `fastimport.unpackLimit=${random.pick([0, 1_000_000])}`,
      'fast-import', '--quiet', '--force', '--done', `--depth=${random.pick([0, 1, 10, 50])}`,
    ],
    { cwd: repository.folder, input: stream },
  ); // prettier-ignore
  if (status !== 0) throw new Error(`fast-import failed: ${stderr.toString()}`);
  const work = repository.git('for-each-ref', '--format=delete %(refname)', 'refs/work');
  execFileSync('git', ['update-ref', '--stdin'], { cwd: repository.folder, input: work });
}

/** Builds a random repository: random history, random storage (deltas of any depth, several packs, loose objects). */
export function randomRepository(seed: number, words: readonly string[] = []): TestRepository {
  const random = new Random(seed);
  const sha256 = random.chance(25);
  const repository = new TestRepository('--bare', ...(sha256 ? ['--object-format=sha256'] : []));
  const imports = random.chance(40) ? 2 : 1;
  for (let i = 0; i < imports; i++) importRandom(repository, random, { words });
  const repack = (...flags: string[]): string =>
    gitIn(repository.folder, 0, 'repack', '-q', ...flags, `--depth=${random.pick([1, 5, 50, 250])}`, `--window=${random.pick([2, 10, 50])}`);
  const storage = random.below(5);
  if (storage === 0) repack('-a', '-d', '-f', '--keep-unreachable');
  else if (storage === 1) repack('-a');
  else if (storage === 2) gitIn(repository.folder, 0, 'gc', '-q', '--prune=never');
  else if (storage === 3) repack('-d');
  return repository;
} // prettier-ignore
