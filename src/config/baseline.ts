import type { LiveFinding, Place } from '../scan/index.ts';
import type { Baseline, BaselineEntry } from './baseline-file.ts';

/** What git knows of the time since a baseline; absent outside of a repository. */
export interface ChangeHistory {
  /** Paths that git's rename or copy detection leads to from this one, also over several steps. */
  readonly movedTo: (path: string) => Promise<ReadonlySet<string>>;
  /** Is the line (from 1, of the working tree) as it was in the commit? */
  readonly unchangedSince: (commit: string, path: string, line: number) => Promise<boolean>;
  readonly isAncestor: (commit: string, of: string) => Promise<boolean>;
}

const pathless = new Set<Place['kind']>(['commit-message', 'tag-message', 'note', 'ref-name', 'stdin']);

/** Does the place exist now, or only in old versions? Messages and names stay, but each is a place of its own. */
function isCounted(place: Place): boolean {
  return place.kind !== 'history';
}

/** What an entry and a place are compared by. */
function addressOf(place: Place): string {
  return pathless.has(place.kind) ? `\0${place.kind}` : (place.path ?? '');
}

function entryAddress({ path, kind }: BaselineEntry): string {
  return kind === undefined ? path : `\0${kind}`;
}

/**
 * Which places of findings a baseline accepts. An entry counts down: it covers at most as many present places as it
 * recorded, at its own path first, then where git says that the file went. The history of a path that it covers is
 * covered with it.
 */
export class BaselineMatcher {
  readonly #byValue = new Map<string, { entry: BaselineEntry; left: number; used: boolean }[]>();
  readonly #verified: boolean;
  readonly #history: ChangeHistory | undefined;
  readonly #tag: (finding: LiveFinding) => string | undefined;

  /** @param tag - the finding's keyed tag; undefined when the baseline's key is not at hand */
  constructor(
    baseline: Baseline,
    verified: boolean,
    tag: (finding: LiveFinding) => string | undefined,
    history: ChangeHistory | undefined,
  ) {
    this.#verified = verified;
    this.#tag = tag;
    this.#history = history;
    for (const entry of baseline.entries) {
      const key = verified ? `${entry.detector}\0${entry.tag}` : entry.detector;
      const list = this.#byValue.get(key) ?? [];
      list.push({ entry, left: entry.places, used: false });
      this.#byValue.set(key, list);
    }
  }

  /** The places that are accepted, each with its entry. */
  async covered(finding: LiveFinding): Promise<ReadonlyMap<Place, BaselineEntry>> {
    const key = this.#verified ? `${finding.detector}\0${this.#tag(finding) ?? ''}` : finding.detector;
    const entries = this.#byValue.get(key) ?? [];
    const covered = new Map<Place, BaselineEntry>();
    if (entries.length === 0) return covered;
    const take = async (place: Place, fits: (entry: BaselineEntry) => boolean): Promise<void> => {
      for (const one of entries) {
        if (!fits(one.entry) || (isCounted(place) && one.left === 0)) continue;
        if (!this.#verified && !(await this.#unchanged(place, one.entry))) continue;
        if (isCounted(place)) one.left--;
        one.used = true;
        covered.set(place, one.entry);
        return;
      }
    };
    for (const place of finding.places)
      await take(place, (entry) => entryAddress(entry) === addressOf(place));
    if (!this.#verified || this.#history === undefined) return covered;
    const rest = finding.places.filter((place) => !covered.has(place) && !pathless.has(place.kind));
    if (rest.length === 0) return covered;
    const moved = new Map<BaselineEntry, ReadonlySet<string>>();
    for (const { entry } of entries)
      if (entry.kind === undefined) moved.set(entry, await this.#history.movedTo(entry.path));
    for (const place of rest) await take(place, (entry) => moved.get(entry)?.has(place.path ?? '') === true);
    return covered;
  }

  /** May the places that a report leaves out be taken as accepted? Only if there were as many before. */
  coversOmitted(finding: LiveFinding, covered: ReadonlyMap<Place, BaselineEntry>): boolean {
    return [...covered.values()].some((entry) => (entry.omitted ?? 0) >= finding.placesOmitted);
  }

  /** Entries that covered nothing. */
  get unused(): readonly BaselineEntry[] {
    return [...this.#byValue.values()].flat().flatMap((one) => (one.used ? [] : [one.entry]));
  }

  async #unchanged(place: Place, entry: BaselineEntry): Promise<boolean> {
    if (this.#history === undefined || entry.commit === undefined) return false;
    if (place.commit !== undefined && place.kind !== 'file')
      return this.#history.isAncestor(place.commit, entry.commit);
    if (place.path === undefined || place.line === undefined) return false;
    const last = place.endLine ?? place.line;
    for (let line = place.line; line <= Math.min(last, place.line + 100); line++)
      if (!(await this.#history.unchangedSince(entry.commit, place.path, line))) return false;
    return true;
  }
}

/** What a new baseline says of who accepted, and why. */
export interface Acceptor {
  readonly key: string;
  readonly commit?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly until?: string;
  /** Today, as YYYY-MM-DD. */
  readonly today: string;
}

export interface BaselineUpdate {
  readonly baseline: Baseline;
  readonly added: number;
  readonly kept: number;
  readonly pruned: number;
}

/**
 * A baseline that accepts these findings. Entries of the old one for the same value keep their reason, author and end.
 * @param old - only if its tags were made with the same key
 * @param prune - drop entries for what was not found; only right after everything was read
 */
export function updateBaseline(
  findings: readonly LiveFinding[],
  tag: (finding: LiveFinding) => string,
  old: Baseline | undefined,
  acceptor: Acceptor,
  prune: boolean,
): BaselineUpdate {
  const { key, today, commit, by, reason, until } = acceptor;
  const before = new Map<string, BaselineEntry[]>();
  for (const entry of old?.entries ?? []) {
    const list = before.get(`${entry.detector}\0${entry.tag}`) ?? [];
    list.push(entry);
    before.set(`${entry.detector}\0${entry.tag}`, list);
  }
  const entries: BaselineEntry[] = [];
  const kept = new Set<BaselineEntry>();
  let added = 0;
  for (const finding of findings) {
    const own = tag(finding);
    const known = before.get(`${finding.detector}\0${own}`) ?? [];
    const counts = new Map<string, { place: Place; n: number }>();
    for (const place of finding.places) {
      if (place.companion !== undefined) continue;
      const one = counts.get(addressOf(place)) ?? { place, n: 0 };
      if (isCounted(place)) one.n++;
      counts.set(addressOf(place), one);
    }
    for (const [address, { place, n }] of counts) {
      const same = known.find((entry) => entryAddress(entry) === address);
      const source = same ?? known[0];
      if (same === undefined) added++;
      for (const entry of known) kept.add(entry);
      const expired = source?.until !== undefined && source.until < today;
      const meta =
        source === undefined || expired
          ? { commit, added: today, by, reason, until }
          : {
              commit: same !== undefined && same.places >= n ? same.commit : commit,
              added: source.added,
              by: source.by,
              reason: reason ?? source.reason,
              until: until ?? source.until,
            };
      entries.push({
        path: pathless.has(place.kind) ? '' : (place.path ?? ''),
        ...(pathless.has(place.kind) ? { kind: place.kind } : {}),
        detector: finding.detector,
        tag: own,
        places: n,
        ...(finding.placesOmitted > 0 ? { omitted: finding.placesOmitted } : {}),
        ...defined(meta),
      });
    }
  }
  const gone = (old?.entries ?? []).filter((entry) => !kept.has(entry));
  if (!prune) entries.push(...gone);
  return {
    baseline: { key, entries },
    added,
    kept: entries.length - added,
    pruned: prune ? gone.length : 0,
  };
}

function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
