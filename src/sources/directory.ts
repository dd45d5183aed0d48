import { readdir } from 'node:fs/promises';
import { readFileItems, reasonOf } from './file.ts';
import type { SourceEvent } from './types.ts';

/** Every file below a folder that is no repository; links are not followed, `.git` folders are left to git. */
export async function* readDirectory(
  root: string,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<SourceEvent> {
  const waiting = [{ absolute: root, path: prefix }];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal?.throwIfAborted();
    const { absolute, path } = folder;
    let entries;
    try {
      entries = await readdir(absolute, { withFileTypes: true });
    } catch (error) {
      yield { problem: { code: 'unreadable', path, detail: reasonOf(error) } };
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders = [];
    for (const entry of entries) {
      const child = {
        absolute: `${absolute}/${entry.name}`,
        path: path === '' ? entry.name : `${path}/${entry.name}`,
      };
      if (entry.isDirectory()) {
        if (entry.name !== '.git') folders.push(child);
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        signal?.throwIfAborted();
        yield* readFileItems(child.absolute, child.path);
      }
    }
    waiting.push(...folders.reverse());
  }
}
