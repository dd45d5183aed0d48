import { runGit } from './command.ts';
import type { Repository } from './repository.ts';

/** How alike two files must be for a rename or copy, in percent: half a file that went elsewhere still counts. */
const similarity = '30%';

/** Where git's rename and copy detection says that files went: in any commit, and since HEAD as far as git knows it. */
export class Renames {
  readonly #targets = new Map<string, Set<string>>();

  /** @param now - up to where: the working tree and all refs, the index on top of HEAD, or these commits alone */
  static async read(
    repository: Repository,
    signal?: AbortSignal,
    now: 'working-tree' | 'index' | readonly string[] = 'working-tree',
  ): Promise<Renames> {
    const renames = new Renames();
    const detect = [`-M${similarity}`, `-C${similarity}`, '--diff-filter=RC', '--name-status', '-z', '--no-ext-diff', '--no-textconv']; // prettier-ignore
    const options = signal === undefined ? {} : { signal };
    const log = ['log', '--full-history', '--format=', ...detect];
    const from = typeof now === 'string' ? ['--all'] : now;
    renames.#add(await runGit(repository, [...log, ...from, '--'], options));
    if (typeof now === 'string' && repository.head !== undefined && !repository.bare) {
      const cached = now === 'index' ? ['--cached'] : [];
      renames.#add(await runGit(repository, ['diff', ...cached, ...detect, 'HEAD', '--'], options));
    }
    return renames;
  }

  /** Every path that a file at `path` went to, also over several steps. */
  from(path: string): ReadonlySet<string> {
    const reached = new Set<string>();
    const open = [path];
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (const target of this.#targets.get(at) ?? []) {
        if (target === path || reached.has(target)) continue;
        reached.add(target);
        open.push(target);
      }
    return reached;
  }

  /** Takes `R100 NUL old NUL new NUL`. */
  #add(output: Buffer | undefined): void {
    const fields = output?.toString('utf8').split('\0') ?? [];
    for (let i = 0; i + 2 < fields.length;) {
      const status = fields[i]?.trim() ?? '';
      if (!/^[RC]\d*$/.test(status)) {
        i++;
        continue;
      }
      const [old = '', next = ''] = fields.slice(i + 1, i + 3);
      const targets = this.#targets.get(old) ?? new Set();
      this.#targets.set(old, targets.add(next));
      i += 3;
    }
  }
}

/**
 * The commit that a line (from 1) comes from; undefined when it is not committed.
 * @param of - the file as it is to be taken, or the id of a commit that has it; default: as it lies in the working tree
 */
export async function blameLine(
  repository: Repository,
  path: string,
  line: number,
  of?: Uint8Array | string,
): Promise<string | undefined> {
  const from = of === undefined ? [] : typeof of === 'string' ? [of] : ['--contents', '-'];
  const output = await runGit(
    repository,
    ['blame', '--porcelain', '--no-textconv', '-L', `${line},${line}`, ...from, '--', path],
    of === undefined || typeof of === 'string' ? {} : { input: of },
  );
  const oid = output?.toString('latin1').split(' ', 1)[0];
  return oid === undefined || /^0*$/.test(oid) ? undefined : oid;
}

/** Is `commit` the same as `of`, or one of its ancestors? */
export async function isAncestor(repository: Repository, commit: string, of: string): Promise<boolean> {
  return (await runGit(repository, ['merge-base', '--is-ancestor', commit, of])) !== undefined;
}
