import { listStaged, listWorkingTree, readObjects } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import { readFileItems } from './file.ts';
import type { SourceEvent } from './types.ts';

/** Files of a repository's working tree: tracked, and untracked but not ignored. Links are read, not followed. */
export async function* readWorkingTree(
  repository: Repository,
  inside: string,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<SourceEvent> {
  const root = Buffer.from(`${repository.root ?? ''}/`);
  for await (const path of listWorkingTree(repository, inside, signal)) {
    const name = path.toString('utf8');
    const shown = inside === '' ? name : name.slice(inside.length + 1);
    for await (const event of readFileItems(
      Buffer.concat([root, path]),
      prefix === '' ? shown : `${prefix}/${shown}`,
    )) {
      // Tracked but deleted from the working tree: nothing to read there; the history has it.
      if (event.problem?.detail !== 'no such file') yield event;
    }
  }
}

/** What is staged, as the index has it (the working tree may differ). */
export async function* readIndex(repository: Repository, signal?: AbortSignal): AsyncGenerator<SourceEvent> {
  const pathsOf = new Map<string, string[]>();
  for (const { path, oid } of await listStaged(repository)) {
    const paths = pathsOf.get(oid);
    if (paths === undefined) pathsOf.set(oid, [path.toString('utf8')]);
    else paths.push(path.toString('utf8'));
  }
  const events: SourceEvent[] = [];
  await readObjects(
    repository,
    {
      blob(oid, bytes) {
        for (const path of pathsOf.get(oid) ?? [])
          events.push({ item: { kind: 'file', path, bytes, blob: oid, firstLine: 1 } });
      },
      problem({ code, oid, detail }) {
        events.push({ problem: { code, path: pathsOf.get(oid)?.[0] ?? oid, detail } });
      },
    },
    { objects: pathsOf.keys(), ...(signal === undefined ? {} : { signal }) },
  );
  yield* events;
}
