import { resolve } from 'node:path';
import { openRepository } from '../git/index.ts';

/** The top of the repository that a command's first path lies in, or the path itself: whose state is meant. */
export async function rootOf(paths: readonly string[]): Promise<string> {
  const path = resolve(paths[0] === undefined || paths[0] === '-' ? '.' : paths[0]);
  try {
    const repository = await openRepository(path);
    return repository.root ?? repository.gitDir;
  } catch {
    return path;
  }
}
