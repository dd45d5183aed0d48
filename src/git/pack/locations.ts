import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Repository } from '../repository.ts';

/** git follows alternates of alternates this deep. */
const maxAlternateDepth = 5;

/** The files that hold a repository's objects. */
export interface HeldObjects {
  /** Packs, as paths without extension. */
  readonly packs: readonly string[];
  readonly folders: readonly string[];
  /** Ids of the loose objects in each folder. */
  readonly held: readonly (readonly string[])[];
}

export function heldObjects(repository: Repository): HeldObjects {
  const folders = objectFolders(repository);
  const hashBytes = repository.objectFormat === 'sha256' ? 32 : 20;
  return {
    packs: [...new Set(folders.flatMap(packNames))],
    folders,
    held: folders.map((folder) => looseIds(folder, hashBytes)),
  };
}

/**
 * The folders that hold a repository's objects: its own (or the quarantine of a receive hook), and all alternates.
 * https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates
 */
function objectFolders(repository: Repository): string[] {
  const env = repository.env ?? {};
  const folders: string[] = [];
  const seen = new Set<string>();
  const add = (folder: string, depth: number): void => {
    let real: string;
    try {
      real = realpathSync(folder);
    } catch {
      return;
    }
    if (seen.has(real)) return;
    seen.add(real);
    folders.push(folder);
    if (depth >= maxAlternateDepth) return;
    for (const line of lines(join(folder, 'info', 'alternates')))
      if (!line.startsWith('#')) add(isAbsolute(line) ? line : resolve(folder, line), depth + 1);
  };
  const own = env['GIT_OBJECT_DIRECTORY'];
  add(own === undefined ? join(repository.commonDir, 'objects') : resolve(repository.cwd, own), 0);
  for (const other of (env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] ?? '').split(delimiter))
    if (other !== '') add(resolve(repository.cwd, other), 0);
  return folders;
}

function lines(path: string): string[] {
  try {
    if (statSync(path).size > 1 << 20) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

/** Packs that have an index, as paths without extension, in a stable order. */
function packNames(folder: string): string[] {
  const pack = join(folder, 'pack');
  return list(pack)
    .filter((name) => name.endsWith('.idx') && existsSync(join(pack, `${name.slice(0, -4)}.pack`)))
    .map((name) => join(pack, name.slice(0, -4)));
}

/** Ids of the loose objects in a folder. */
function looseIds(folder: string, hashBytes: number): string[] {
  const ids: string[] = [];
  for (const name of list(folder)) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue;
    for (const rest of list(join(folder, name)))
      if (rest.length === 2 * hashBytes - 2 && /^[0-9a-f]+$/.test(rest)) ids.push(name + rest);
  }
  return ids;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
