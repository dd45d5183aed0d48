import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/** Who wrote a commit, and when. */
export interface Authorship {
  /** `Name <email>`; empty if the commit does not say. */
  readonly author: string;
  /** Seconds since 1970. */
  readonly date: number;
}

/** `author Name <email> 1700000000 +0100` in a commit's header. */
export function parseAuthor(bytes: Buffer): Authorship {
  const end = bytes.indexOf('\n\n');
  const header = bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
  const author = /^author (.*?) (-?\d{1,18}) [+-]\d{1,9}$/m.exec(header);
  return { author: (author?.[1] ?? '').trim(), date: Number(author?.[2] ?? 0) };
}

/** Commits at which a shallow clone was cut: git takes them as having no parents, even where it has these objects. */
export function shallowCommits(repository: Repository): Set<string> {
  if (!repository.shallow) return new Set();
  try {
    const lines = readFileSync(join(repository.commonDir, 'shallow'), 'latin1').split('\n');
    return new Set(lines.filter((line) => line !== ''));
  } catch {
    // Gone in the meantime: then nothing is cut.
    return new Set();
  }
}
