import type { HistoryExposure, HistoryPlace, PathBlob } from '../../src/git/index.ts';
import { gitIn } from '../helpers/repository.ts';

interface KnownCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly date: string;
  /** `blob path` of all its files. */
  readonly files: ReadonlySet<string>;
}

/** Exposure worked out the slow way, from git's own commands, for small repositories. */
export class ExposureOracle {
  readonly #folder: string;
  /** In topological order, generation by generation. */
  readonly #commits: readonly KnownCommit[];

  constructor(folder: string) {
    this.#folder = folder;
    const ids = this.#git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)')
      .split('\n')
      .filter((line) => line.startsWith('commit '))
      .map((line) => line.slice(7));
    this.#commits = byGeneration(ids.map((oid) => this.#read(oid)));
  }

  #git(...args: string[]): string {
    return gitIn(this.#folder, 0, ...args);
  }

  #read(oid: string): KnownCommit {
    const [parents = '', author = '', seconds = ''] = this.#git(
      'log', '-1', '--no-show-signature', '--format=%P%n%an <%ae>%n%at', oid,
    ).split('\n'); // prettier-ignore
    const files = new Set<string>();
    for (const line of this.#git('ls-tree', '-r', '-z', oid).split('\0')) {
      const found = /^\d+ blob ([0-9a-f]+)\t([^]*)$/.exec(line);
      if (found !== null) files.add(`${found[1]} ${found[2]}`);
    }
    return {
      oid,
      parents: parents === '' ? [] : parents.split(' '),
      author: author.replace(/^ </, '<'),
      date: new Date(Number(seconds) * 1000).toISOString(),
      files,
    };
  }

  blobs(): Set<string> {
    return new Set(this.#commits.flatMap(({ files }) => [...files].map((file) => file.split(' ', 1)[0] ?? '')));
  } // prettier-ignore

  paths(blob: string): string[] {
    const paths = this.#commits.flatMap(({ files }) =>
      [...files].filter((file) => file.startsWith(`${blob} `)).map((file) => file.slice(blob.length + 1)),
    );
    return [...new Set(paths)].sort((a, b) => (a < b ? -1 : 1));
  }

  #holding(holders: readonly PathBlob[]): KnownCommit[] {
    const keys = holders.map(({ blob, path }) => `${blob} ${path ?? ''}`);
    return this.#commits.filter(({ files }) => keys.some((key) => files.has(key)));
  }

  exposure(holders: readonly PathBlob[]): { places: HistoryPlace[]; exposure: HistoryExposure | undefined } {
    const holding = this.#holding(holders);
    const first = holding[0];
    const last = holding.at(-1);
    if (first === undefined || last === undefined) return { places: [], exposure: undefined };
    const refs = this.#git('for-each-ref', '--format=%(refname)', ...holding.flatMap(({ oid }) => ['--contains', oid]));
    const head = this.#git('rev-parse', 'HEAD').trim();
    const places: HistoryPlace[] = [];
    for (const path of new Set(holders.map((holder) => holder.path ?? ''))) {
      const blobs = new Set(holders.filter((holder) => holder.path === path).map(({ blob }) => blob));
      const brought = this.#holding(holders.filter((holder) => holder.path === path))[0];
      const blob = [...blobs].find((one) => brought?.files.has(`${one} ${path}`) === true);
      if (brought !== undefined && blob !== undefined)
        places.push({ path, blob, commit: brought.oid, versions: blobs.size });
    }
    const names = refs.split('\n').filter((name) => name !== '').sort((a, b) => (a < b ? -1 : 1));
    return {
      places,
      exposure: {
        firstCommit: first.oid,
        firstDate: first.date,
        author: first.author,
        lastCommit: last.oid,
        atHead: holding.some(({ oid }) => oid === head),
        refs: names,
        commits: holding.length,
        unreachable: names.length === 0,
      },
    };
  }
} // prettier-ignore

/** A commit's generation is one more than the highest of its parents'. */
function byGeneration(commits: readonly KnownCommit[]): KnownCommit[] {
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  const generations = new Map<string, number>();
  const generation = (commit: KnownCommit): number => {
    let found = generations.get(commit.oid);
    if (found === undefined) {
      found = 0;
      for (const oid of commit.parents) {
        const parent = known.get(oid);
        if (parent !== undefined) found = Math.max(found, 1 + generation(parent));
      }
      generations.set(commit.oid, found);
    }
    return found;
  };
  return [...commits].sort((a, b) => generation(a) - generation(b) || (a.oid < b.oid ? -1 : 1));
}
