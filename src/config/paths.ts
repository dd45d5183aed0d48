import ignore from 'ignore';

/** Path patterns in gitignore syntax, each remembered apart so that unused ones can be named. */
export class PathPatterns {
  readonly #all = ignore();
  readonly #each: { readonly text: string; readonly matches: (path: string) => boolean; used: boolean }[] =
    [];

  constructor(lines: readonly string[]) {
    for (const line of lines) {
      const text = line.trim();
      if (text === '' || text.startsWith('#')) continue;
      this.#all.add(text);
      if (text.startsWith('!')) continue;
      const own = ignore().add(text);
      this.#each.push({ text, matches: (path) => own.ignores(path), used: false });
    }
  }

  /** Is the path (relative, with `/`) ignored? */
  ignores(path: string): boolean {
    const own = inTree(path);
    if (own === undefined || !this.#all.ignores(own)) return false;
    for (const one of this.#each) if (!one.used && one.matches(own)) one.used = true;
    return true;
  }

  get unused(): readonly string[] {
    return this.#each.filter((one) => !one.used).map((one) => one.text);
  }
}

/** The `ignore` package refuses paths that leave the tree or are empty; `!` begins an archive's member. */
function inTree(path: string): string | undefined {
  const outer = path.split('!')[0] ?? path;
  return ignore.isPathValid(outer) ? outer : undefined;
}
