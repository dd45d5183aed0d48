import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyConfig, loadConfig, parseBaseline } from '../config/index.ts';
import type { ChangeHistory, Config, State, SuppressionContext } from '../config/index.ts';
import { decodeText, encodingOf } from '../scan/index.ts';
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
  const ignoreFile = args.off('config') ? undefined : await readText(join(root, '.unleakignore'));
  const given = args.text('baseline');
  const name = given ?? baselineName;
  const text = args.off('baseline') ? undefined : await readText(given ?? join(root, baselineName));
  // A baseline that --write-baseline is to make need not be there.
  if (given !== undefined && text === undefined && !args.on('write-baseline'))
    throw new UsageError(`${given}: no such baseline`, 'unleak scan --write-baseline makes one');
  return {
    config,
    ...(ignoreFile === undefined ? {} : { ignoreFile }),
    ...(text === undefined ? {} : { baseline: { name, content: parseBaseline(name, text) } }),
    ...(state === undefined ? {} : { state }),
    now: options.now,
    readTexts: (places, visit) =>
      readContents(root, repository, places, (place, bytes) =>
        visit(place, decodeText(bytes, encodingOf(bytes))),
      ),
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

/**
 * The stored bytes of places: of files, of blobs, of the messages of commits and tags. Each is read once; what cannot be
 * read, or is larger than 16 MiB, is passed over.
 */
export async function readContents(
  root: string,
  repository: Repository | undefined,
  places: readonly Place[],
  visit: (place: Place, bytes: Buffer) => void,
): Promise<void> {
  const files = new Map<string, Place[]>();
  const objects = new Map<string, Place[]>();
  for (const place of places) {
    const [group, key] =
      place.kind === 'file'
        ? [files, place.path]
        : [objects, place.kind === 'commit-message' ? place.commit : (place.tag ?? place.blob)];
    if (key === undefined || place.path?.includes('!') === true) continue;
    const list = group.get(key);
    if (list === undefined) group.set(key, [place]);
    else list.push(place);
  }
  for (const [path, own] of files) {
    const bytes = await readSmall(join(root, path)).catch(() => undefined);
    if (bytes !== undefined) for (const place of own) visit(place, bytes);
  }
  if (repository === undefined || objects.size === 0) return;
  const found = (oid: string, bytes: Buffer): void => {
    for (const place of objects.get(oid) ?? []) visit(place, bytes);
  };
  const message = (oid: string, bytes: Buffer): void => {
    const start = bytes.indexOf('\n\n');
    if (start !== -1) found(oid, bytes.subarray(start + 2));
  };
  await readObjects(
    repository,
    { blob: found, commit: message, tag: message, problem: () => {} },
    { objects: objects.keys(), maxBytes: maxText },
  );
}

async function readText(path: string): Promise<string | undefined> {
  const bytes = await readSmall(path);
  return bytes === undefined ? undefined : decodeText(bytes, encodingOf(bytes)).replace(/^\u{FEFF}/u, '');
}

/** A regular file's bytes, no link followed; undefined when there is none. */
async function readSmall(path: string): Promise<Buffer | undefined> {
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
    return status.isFile() && status.size <= maxText ? await file.readFile() : undefined;
  } finally {
    await file.close();
  }
}
