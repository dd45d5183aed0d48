import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyConfig, loadConfig, parseBaseline } from '../config/index.ts';
import type { ChangeHistory, Config, State, SuppressionContext } from '../config/index.ts';
import { blameLine, isAncestor, readObjects, Renames } from '../git/index.ts';
import type { Repository } from '../git/index.ts';
import type { Place } from '../scan/index.ts';
import type { Place as WorkPlace } from './detection.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

export const baselineName = '.unleak-baseline.json';
/** Larger files are not read for comments. */
const maxText = 16 * 1024 * 1024;

/** `--config FILE`, `--no-config`, or what lies at the top. */
export async function configFor(args: Arguments, root: string): Promise<Config> {
  return args.off('config') ? emptyConfig : loadConfig(root, args.text('config'));
}

/** What decides which findings are accepted, read from the repository. */
export async function suppressionContext(
  args: Arguments,
  { root, repository }: WorkPlace,
  config: Config,
  state: State | undefined,
  options: { readonly now: number; readonly complete: boolean },
): Promise<SuppressionContext> {
  const ignoreFile = args.off('config') ? undefined : await readSmall(join(root, '.unleakignore'));
  const given = args.text('baseline');
  const name = given ?? baselineName;
  const text = args.off('baseline') ? undefined : await readSmall(given ?? join(root, baselineName));
  // A baseline that --write-baseline is to make need not be there.
  if (given !== undefined && text === undefined && !args.on('write-baseline'))
    throw new UsageError(`${given}: no such baseline`, 'unleak scan --write-baseline makes one');
  return {
    config,
    ...(ignoreFile === undefined ? {} : { ignoreFile }),
    ...(text === undefined ? {} : { baseline: { name, content: parseBaseline(name, text) } }),
    ...(state === undefined ? {} : { state }),
    now: options.now,
    readTexts: (places, visit) => readTexts(root, repository, places, visit),
    ...(repository === undefined ? {} : { history: changeHistory(repository) }),
    complete: options.complete,
  };
}

export function changeHistory(repository: Repository): ChangeHistory {
  let renames: Promise<Renames> | undefined;
  const blamed = new Map<string, Promise<string | undefined>>();
  return {
    async movedTo(path) {
      renames ??= Renames.read(repository);
      return (await renames).from(path);
    },
    async unchangedSince(commit, path, line) {
      const key = `${path}\0${line}`;
      const from = blamed.get(key) ?? blameLine(repository, path, line);
      blamed.set(key, from);
      const oid = await from;
      return oid !== undefined && isAncestor(repository, oid, commit);
    },
    isAncestor: (commit, of) => isAncestor(repository, commit, of),
  };
}

/** Each file and each blob is read once; what cannot be read holds no comment that counts. */
async function readTexts(
  root: string,
  repository: Repository | undefined,
  places: readonly Place[],
  visit: (place: Place, text: string) => void,
): Promise<void> {
  const files = new Map<string, Place[]>();
  const blobs = new Map<string, Place[]>();
  for (const place of places) {
    if (place.path === undefined || place.path.includes('!')) continue;
    const [group, key] = place.kind === 'file' ? [files, place.path] : [blobs, place.blob];
    if (key === undefined) continue;
    group.set(key, [...(group.get(key) ?? []), place]);
  }
  for (const [path, own] of files) {
    const text = await readSmall(join(root, path)).catch(() => undefined);
    if (text !== undefined) for (const place of own) visit(place, text);
  }
  if (repository === undefined || blobs.size === 0) return;
  await readObjects(
    repository,
    {
      blob(oid, bytes) {
        const text = bytes.toString('utf8');
        for (const place of blobs.get(oid) ?? []) visit(place, text);
      },
      problem: () => {},
    },
    { objects: blobs.keys(), maxBytes: maxText },
  );
}

/** A regular file's text, no link followed; undefined when there is none. */
async function readSmall(path: string): Promise<string | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw new UsageError(
        `cannot read ${path} (${error.code === 'ELOOP' ? 'a link' : (error.code ?? 'failed')})`,
      );
    },
  );
  if (file === undefined) return undefined;
  try {
    const status = await file.stat();
    return status.isFile() && status.size <= maxText ? await file.readFile('utf8') : undefined;
  } finally {
    await file.close();
  }
}
