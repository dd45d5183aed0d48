import { openCache } from '../config/index.ts';
import type { State } from '../config/index.ts';
import type { Engine } from '../engine/index.ts';
import { secretTag } from '../migration/index.ts';
import { scan } from '../scan/index.ts';
import type { LiveFinding, Place } from '../scan/index.ts';
import type { Arguments } from './flags.ts';
import { progressLine } from './progress.ts';
import { threadsFor } from './scan.ts';
import { version } from './version.ts';

/** Where a secret that was moved still stands: who has these commits has the secret. */
export interface Elsewhere {
  /** Files of the working tree first, then the history's. At most 100. */
  readonly places: readonly Place[];
  readonly placesOmitted: number;
  /** How many commits hold it; the first of them, and when it came. */
  readonly commits: number;
  readonly firstCommit?: string;
  readonly firstDate?: string;
  readonly refs: readonly string[];
  readonly refsOmitted: number;
  /** False when a part of the history could not be read. */
  readonly complete: boolean;
}

const nowhere: Elsewhere = {
  places: [],
  placesOmitted: 0,
  commits: 0,
  refs: [],
  refsOmitted: 0,
  complete: true,
};
const mostPlaces = 100;

/** Looks for secrets, by their keyed tags, in the working tree and the whole history of a repository. */
export async function elsewhere(
  root: string,
  engine: Engine,
  state: State,
  tags: ReadonlySet<string>,
  args: Arguments,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Elsewhere>> {
  const progress = progressLine(args.on('quiet') || args.on('json'));
  const found = new Map<string, Elsewhere>();
  try {
    const { findings, coverage } = await scan({
      paths: [root],
      cwd: root,
      engine,
      version: version(),
      key: state.key,
      memory: openCache(state, () => {}),
      now: Math.floor(Date.now() / 1000),
      ...threadsFor(args, engine),
      signal,
      onProgress: progress.update,
    });
    const complete = coverage.state === 'complete';
    for (const tag of tags) found.set(tag, { ...nowhere, complete });
    for (const finding of findings) {
      const known = found.get(secretTag(state, finding.value));
      if (known === undefined) continue;
      found.set(secretTag(state, finding.value), joined(known, finding));
    }
  } finally {
    progress.clear();
  }
  return found;
}

/** Several detectors may find one secret, each where it knows the context. */
function joined(known: Elsewhere, { places, placesOmitted, exposure }: LiveFinding): Elsewhere {
  const id = ({ kind, path, line, commit, tag }: Place): string =>
    JSON.stringify([kind, path, line, commit, tag]);
  const all = [...new Map([...known.places, ...places].map((place) => [id(place), place])).values()];
  const sorted = all.toSorted((a, b) => Number(b.kind === 'file') - Number(a.kind === 'file'));
  const earlier = exposure !== undefined && exposure.firstDate < (known.firstDate ?? '9');
  return {
    ...known,
    places: sorted.slice(0, mostPlaces),
    placesOmitted: Math.max(known.placesOmitted, placesOmitted) + Math.max(0, sorted.length - mostPlaces),
    commits: Math.max(known.commits, exposure?.commits ?? 0),
    ...(earlier ? { firstCommit: exposure.firstCommit, firstDate: exposure.firstDate } : {}),
    refs: [...new Set([...known.refs, ...(exposure?.refs ?? [])])].sort(),
    refsOmitted: Math.max(known.refsOmitted, exposure?.refsOmitted ?? 0),
  };
}

/** In lines for people, with the first few places. */
export function elsewhereLines(one: Elsewhere): string[] {
  const [files = [], past = []] = [true, false].map((now) =>
    one.places.filter((place) => (place.kind === 'file') === now).map(placeText),
  );
  const lines: string[] = [];
  if (files.length > 0) lines.push(`still in ${firstOf(files)}`);
  if (past.length > 0) {
    const holds = one.commits === 1 ? '1 commit holds it' : `${one.commits} commits hold it`;
    const since = one.firstDate === undefined ? '' : `, since ${one.firstDate.slice(0, 10)}`;
    const refs = one.refs.map((ref) => ref.replace(/^refs\/(?:heads|tags|remotes)\//, ''));
    lines.push(`${holds}${since}, on ${firstOf(refs, one.refsOmitted) || 'no branch or tag'}`);
    lines.push(`brought by ${firstOf(past, one.placesOmitted)}`);
  }
  if (lines.length === 0)
    lines.push(one.complete ? 'no commit holds it' : 'no commit that could be read holds it');
  else if (!one.complete) lines.push('a part of the history could not be read');
  return lines;
}

function placeText({ path, line, kind, commit, tag }: Place): string {
  const where = path === undefined ? kind : `${path}${line === undefined ? '' : `:${line}`}`;
  const object = commit ?? tag;
  return object === undefined ? where : `${where} ${object.slice(0, 12)}`;
}

function firstOf(texts: readonly string[], omitted = 0): string {
  const shown = texts.slice(0, 4);
  const more = texts.length - shown.length + omitted;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
