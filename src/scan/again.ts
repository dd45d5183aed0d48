import type { Candidate } from '../engine/index.ts';
import {
  changesOf,
  CommitGraph,
  GraphHistory,
  listRefs,
  objectsSince,
  oidOf,
  pairAt,
  parseAuthor,
  placeRefs,
  readObjects,
  readSelected,
} from '../git/index.ts';
import type { NewObjects, Pair, Pairs, PlacedRef, Ref, Repository, WalkPlan } from '../git/index.ts';
import type { ScanContext } from './context.ts';
import type { HeldPlace, HeldValue, Holder } from './findings.ts';
import { judgeBlob, judgeBlobs } from './judge-blobs.ts';
import type { ToJudge } from './judge-blobs.ts';
import { judgeFile } from './judge.ts';
import type { JudgedMatch } from './judge.ts';
import { scanMessage } from './messages.ts';
import { scanRefNames } from './names.ts';
import { promising } from './promising.ts';
import { remember } from './remember.ts';
import { readSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { walkPart, wantedOf } from './walk.ts';

/** More blobs than this at new paths are read in less time by a walk. */
const maxMoved = 2000;

/**
 * Scans a history of which the last scan is remembered: reads what is new, and of the rest one blob for each value.
 * False when more has changed than that something is new; nothing was counted then.
 */
export async function scanAgain(
  context: ScanContext,
  version: string,
  repository: Repository,
  refs: readonly Ref[],
): Promise<boolean> {
  const file = await context.memory?.load('history');
  const known = file === undefined ? undefined : readSnapshot(file, version);
  if (known === undefined) return false;
  const since = objectsSince(repository, known.head.store);
  if (since === undefined) return false;
  try {
    return await new SecondScan(context, version, repository, known, since).run(refs);
  } finally {
    since.close();
  }
}

interface KnownValue {
  readonly detector: string;
  readonly start: number;
  readonly end: number;
  readonly encoding: string;
  readonly places: readonly HeldPlace[];
}

interface NewCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly bytes: Buffer;
}

/** What is new, as the walk over it told. */
interface News {
  readonly blobs: number;
  readonly bytes: number;
  readonly commits: readonly NewCommit[];
  readonly wanted: ReadonlyMap<string, readonly Candidate[]>;
  readonly messages: readonly string[];
}

const nothing: News = { blobs: 0, bytes: 0, commits: [], wanted: new Map(), messages: [] };

class SecondScan {
  readonly #context: ScanContext;
  readonly #version: string;
  readonly #repository: Repository;
  readonly #known: Snapshot;
  readonly #since: NewObjects;
  /** Blobs and paths of the snapshot's pairs. */
  readonly #holders: readonly Holder[];
  /** Candidates of the blobs that are judged. */
  readonly #candidates = new Map<string, readonly Candidate[]>();
  readonly #messages = new Map<string, { kind: 'commit' | 'tag'; bytes: Buffer }>();
  readonly #firsts = new Map<string, Buffer>();
  /** Whether git gave all that was asked of it. */
  #whole = true;

  constructor(context: ScanContext, version: string, repository: Repository, known: Snapshot, since: NewObjects) {
    this.#context = context;
    this.#version = version;
    this.#repository = repository;
    this.#known = known;
    this.#since = since;
    const { hashBytes, paths, encodings } = known.head;
    const holders: Holder[] = [];
    for (let at = 0; at < known.pairs.length; at += 3 + (known.pairs[at + 1] ?? 0) + (known.pairs[at + 2] ?? 0)) {
      const blob = hexAt(known.blobs, holders.length, hashBytes);
      holders.push({ blob, path: paths[known.pairs[at] ?? -1] });
    }
    this.#holders = holders;
    for (const [pair, list] of wantedOf({ wanted: known.candidates, encodings }))
      this.#candidates.set(holders[pair]?.blob ?? '', list);
  } // prettier-ignore

  async run(refs: readonly Ref[]): Promise<boolean> {
    const { collector, coverage } = this.#context;
    const { plan, state } = this.#since;
    // git reads while we do.
    const judging = this.#judgeKnown();
    // It is awaited below, unless something else fails before.
    judging.catch(() => {});
    const news = plan === undefined ? nothing : await this.#walk(plan);
    const history = news === undefined ? undefined : await this.#join(news.commits);
    const fresh =
      news === undefined || history === undefined ? undefined : await this.#judgeNew(plan, news, history);
    const held = await judging;
    if (news === undefined || history === undefined || fresh === undefined || held === undefined) return false;
    const before = this.#known.head.counted;
    const counted = {
      commits: before.commits + news.commits.length,
      blobs: before.blobs + news.blobs,
      bytes: before.bytes + news.bytes,
    };
    coverage.add(counted);
    scanRefNames(this.#context, refs, this.#known.head.names);
    for (const value of held) collector.addHeld(value);
    for (const { match, holder } of fresh.matches) collector.addHolder(match, holder);
    const messages: string[] = [];
    for (const [oid, { kind, bytes }] of [...this.#messages].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (scanMessage(this.#context, bytes, kind === 'commit' ? { kind: 'commit-message', commit: oid } : { kind: 'tag-message', tag: oid }))
        messages.push(oid);
    const peeled = await this.#peel(refs, history.graph);
    const joined = new GraphHistory(
      history.graph,
      history.pairs,
      peeled,
      this.#repository.head,
      (oid) => {
        const bytes = this.#firsts.get(oid);
        return bytes === undefined ? { author: '', date: 0 } : parseAuthor(bytes);
      },
    );
    this.#context.history = joined;
    if (plan !== undefined || state.packs.length !== this.#known.head.store.packs.length)
      await remember(this.#context, this.#version, {
        store: state,
        history: joined,
        refs: peeled,
        counted,
        wanted: this.#allWanted(news.wanted.keys()),
        candidates: (blob) => this.#candidates.get(blob) ?? [],
        messages,
        names: new Set([...this.#known.head.paths, ...this.#known.head.addresses]),
        firsts: new Set([...this.#known.head.firsts, ...this.#bringing(history.pairs, history.graph, news.commits)]),
      });
    return true;
  } // prettier-ignore

  /** Reads the blobs in which known values are judged again, the messages that hold one, and who wrote the first commits. */
  async #judgeKnown(): Promise<HeldValue[] | undefined> {
    const { engine, signal } = this.#context;
    const { messages, firsts } = this.#known.head;
    const values = this.#values();
    const held: HeldValue[] = [];
    const asked = new Set(messages);
    const wrote = new Set(firsts);
    let left = 0;
    for (const paths of values.values()) for (const list of paths.values()) left += list.length;
    await readObjects(
      this.#repository,
      {
        blob: (oid, bytes) => {
          for (const [path, list] of values.get(oid) ?? []) {
            const judged = judgeFile(engine, bytes, this.#candidates.get(oid) ?? [], path);
            for (const { places, ...value } of list) {
              const match = theOne(judged, value);
              if (match === undefined) continue;
              held.push({ match, holder: { blob: oid, path }, places });
              left--;
            }
          }
        },
        commit: (oid, bytes) => {
          if (wrote.has(oid)) this.#firsts.set(oid, bytes);
          if (asked.has(oid)) this.#messages.set(oid, { kind: 'commit', bytes });
        },
        tag: (oid, bytes) => void this.#messages.set(oid, { kind: 'tag', bytes }),
        problem: () => (this.#whole = false),
      },
      { signal, objects: new Set([...values.keys(), ...messages, ...firsts]) },
    );
    return left === 0 && this.#whole ? held : undefined;
  }

  /** The known values by the blob and the path at which they are judged. */
  #values(): Map<string, Map<string | undefined, KnownValue[]>> {
    const { values } = this.#known;
    const { addresses, encodings } = this.#known.head;
    const all = new Map<string, Map<string | undefined, KnownValue[]>>();
    for (let at = 0; at < values.length; ) {
      const [detector = -1, pair = -1, start = 0, end = 0, encoding = 0, count = 0] = values.subarray(at, at + 6);
      at += 6;
      const places: HeldPlace[] = [];
      for (let i = 0; i < count; i++, at += 12) {
        const holder = this.#holders[values[at] ?? -1] ?? { blob: '', path: undefined };
        const decoded = encodings[values[at + 5] ?? -1] ?? [];
        const address = addresses[values[at + 6] ?? -1];
        const companion = addresses[values[at + 11] ?? -1];
        const origin = {
          kind: 'history',
          blob: holder.blob,
          ...(holder.path === undefined ? {} : { path: holder.path }),
        } as const;
        places.push({
          holder,
          where: {
            ...origin,
            line: values[at + 1] ?? 0,
            column: values[at + 2] ?? 0,
            endLine: values[at + 3] ?? 0,
            endColumn: values[at + 4] ?? 0,
            ...(address === undefined ? {} : { address }),
            ...(decoded.length === 0 ? {} : { decoded }),
          },
          ...(companion === undefined
            ? {}
            : {
                companion: {
                  ...origin,
                  line: values[at + 7] ?? 0,
                  column: values[at + 8] ?? 0,
                  endLine: values[at + 9] ?? 0,
                  endColumn: values[at + 10] ?? 0,
                  companion,
                },
              }),
        });
      }
      const { blob, path } = this.#holders[pair] ?? { blob: '', path: undefined };
      const id = this.#context.engine.detectors[detector]?.id ?? '';
      let byPath = all.get(blob);
      if (byPath === undefined) all.set(blob, (byPath = new Map<string | undefined, KnownValue[]>()));
      const value = { detector: id, start, end, encoding: (encodings[encoding] ?? []).join('+'), places };
      const list = byPath.get(path);
      if (list === undefined) byPath.set(path, [value]);
      else list.push(value);
    }
    return all;
  } // prettier-ignore

  /** Undefined when something cannot be read. */
  async #walk(plan: WalkPlan): Promise<News | undefined> {
    const { engine, signal } = this.#context;
    const part = walkPart(engine, plan);
    if (plan.unreadable.length > 0 || part.part.unreadable.length > 0) return undefined;
    const isNew = (number: number): boolean => !this.#since.has(oidOf(plan.store, number));
    let blobs = 0;
    let bytes = 0;
    for (let i = 0; i < part.sizes.length; i += 2) {
      if (!isNew(part.sizes[i] ?? -1)) continue;
      blobs++;
      bytes += part.sizes[i + 1] ?? 0;
    }
    const wanted = new Map<string, readonly Candidate[]>();
    for (const [number, candidates] of wantedOf(part))
      if (isNew(number)) wanted.set(oidOf(plan.store, number), candidates);
    const shapes = new Set([...part.part.commits.commits].filter(isNew).map((one) => oidOf(plan.store, one)));
    const messages = new Set(part.messages.filter(isNew).map((one) => oidOf(plan.store, one)));
    const commits: NewCommit[] = [];
    const unread = await readSelected(
      plan,
      new Set([...shapes, ...messages]),
      (oid, content) => {
        const copy = Buffer.from(content);
        if (messages.has(oid)) this.#messages.set(oid, { kind: shapes.has(oid) ? 'commit' : 'tag', bytes: copy });
        if (!shapes.has(oid)) return;
        commits.push({ oid, parents: parentsOf(copy), bytes: copy });
        this.#firsts.set(oid, copy);
      },
      signal,
    );
    return unread.length > 0 ? undefined : { blobs, bytes, commits, wanted, messages: [...messages] };
  } // prettier-ignore

  /** The graph and the known pairs with the new commits; undefined when these do not fit to what is known. */
  async #join(commits: readonly NewCommit[]): Promise<Joined | undefined> {
    const { head, pairs: stored, parentEnds, parents, commits: oids } = this.#known;
    const before = new CommitGraph(head.hashBytes, { oids, parentEnds, parents });
    const extended = commits.length === 0 ? undefined : before.extended(commits);
    if (commits.length > 0 && extended === undefined) return undefined;
    const pairs: Pairs = new Map();
    const placeOf = (commit: number): number => extended?.moved[commit] ?? commit;
    let at = 0;
    for (const { blob, path } of this.#holders) {
      const broughtEnd = at + 3 + (stored[at + 1] ?? 0);
      const end = broughtEnd + (stored[at + 2] ?? 0);
      if (path !== undefined) {
        const pair = pairAt(pairs, blob, path);
        for (let i = at + 3; i < end; i++)
          (i < broughtEnd ? pair.brought : pair.removed).push(placeOf(stored[i] ?? 0));
      }
      at = end;
    }
    const graph = extended?.graph ?? before;
    const changes = await changesOf(
      this.#repository,
      commits.map(({ oid, parents: [parent] }) => ({ oid, parent })),
      this.#context.signal,
    );
    if (changes === undefined) return undefined;
    return { graph, pairs, changes };
  }

  /** Judges what stands at a path where it was not before, and notes it in the pairs. */
  async #judgeNew(
    plan: WalkPlan | undefined,
    news: News,
    { graph, pairs, changes }: Joined,
  ): Promise<{ matches: { match: JudgedMatch; holder: Holder }[] } | undefined> {
    const { engine, signal } = this.#context;
    const matches: { match: JudgedMatch; holder: Holder }[] = [];
    const visit = (match: JudgedMatch, holder: Holder): void => void matches.push({ match, holder });
    const wanted = (blob: string | undefined): blob is string =>
      blob !== undefined && (news.wanted.has(blob) || this.#isWanted(blob));
    const fresh: Pairs = new Map();
    const pairOf = (blob: string, path: string): Pair =>
      pairs.get(blob)?.get(path) ?? pairAt(fresh, blob, path);
    for (const [oid, list] of changes) {
      const place = graph.placeOf(oid);
      for (const { path, before, after } of list) {
        if (wanted(before)) pairOf(before, path).removed.push(place);
        if (wanted(after)) pairOf(after, path).brought.push(place);
      }
    }
    const paths = new Map<string, string[]>();
    for (const [blob, byPath] of fresh)
      for (const [path, pair] of byPath) {
        if (pair.brought.length === 0) continue;
        Object.assign(pairAt(pairs, blob, path), pair);
        paths.set(blob, [...(paths.get(blob) ?? []), path]);
      }
    // What no commit held was judged without a path; now it has one.
    if (this.#holders.some(({ blob, path }) => path === undefined && paths.has(blob))) return undefined;
    const own: ToJudge[] = [...news.wanted].map(([oid, candidates]) => {
      this.#candidates.set(oid, candidates);
      return { oid, candidates, paths: paths.get(oid) ?? [undefined] };
    });
    const moved = [...paths.keys()].filter((blob) => !news.wanted.has(blob));
    if (moved.length > maxMoved) return undefined;
    if (plan !== undefined && own.length > 0) {
      const unread = await judgeBlobs(engine, plan, own, visit, signal);
      if (unread.length > 0) return undefined;
    }
    if (moved.length > 0)
      await readObjects(
        this.#repository,
        {
          blob: (oid, bytes) => {
            const candidates = promising(engine.find(bytes));
            this.#candidates.set(oid, candidates);
            judgeBlob(engine, bytes, { oid, candidates, paths: paths.get(oid) ?? [] }, visit);
          },
          problem: () => (this.#whole = false),
        },
        { signal, objects: moved },
      );
    return this.#whole ? { matches } : undefined;
  }

  /** What refs lead to, and its place in the graph. git is asked only for a tag that is new. */
  async #peel(refs: readonly Ref[], graph: CommitGraph): Promise<readonly PlacedRef[]> {
    const known = new Map(this.#known.head.peeled);
    const placed: PlacedRef[] = [];
    for (const ref of refs) {
      const place = graph.placeOf(ref.oid);
      if (place !== -1) placed.push({ ...ref, place });
      else {
        const end = known.get(ref.oid);
        if (end === undefined) return placeRefs(graph, await listRefs(this.#repository));
        placed.push({ ...ref, peeled: end, place: graph.placeOf(end) });
      }
    }
    return placed;
  }

  /** The new commits that brought a blob with candidates. */
  #bringing(pairs: Pairs, graph: CommitGraph, commits: readonly NewCommit[]): string[] {
    const brought = new Set<number>();
    for (const byPath of pairs.values())
      for (const pair of byPath.values()) for (const commit of pair.brought) brought.add(commit);
    return commits.map(({ oid }) => oid).filter((oid) => brought.has(graph.placeOf(oid)));
  }

  #isWanted(blob: string): boolean {
    const { wanted, head } = this.#known;
    const id = Buffer.from(blob, 'hex');
    let low = 0;
    let high = wanted.length / head.hashBytes;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = id.compare(wanted, middle * head.hashBytes, (middle + 1) * head.hashBytes);
      if (order === 0) return true;
      if (order > 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  #allWanted(more: Iterable<string>): string[] {
    const { wanted, head } = this.#known;
    const all = new Set(more);
    for (let i = 0; i < wanted.length / head.hashBytes; i++) all.add(hexAt(wanted, i, head.hashBytes));
    return [...all].sort();
  }
}

interface Joined {
  readonly graph: CommitGraph;
  readonly pairs: Pairs;
  readonly changes: NonNullable<Awaited<ReturnType<typeof changesOf>>>;
}

/** The match of a known value, if one value alone is found there. */
function theOne(
  judged: readonly JudgedMatch[],
  { detector, start, end, encoding }: Omit<KnownValue, 'places'>,
): JudgedMatch | undefined {
  const found = judged.filter(
    (one) =>
      one.detector.id === detector &&
      one.span.start === start &&
      one.span.end === end &&
      one.decoded.join('+') === encoding,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Parents of a commit, as its header names them. */
function parentsOf(bytes: Buffer): string[] {
  const parents: string[] = [];
  // "tree <hex>\n", then any number of "parent <hex>\n".
  for (let at = bytes.indexOf(10) + 1; bytes.toString('latin1', at, at + 7) === 'parent ';) {
    const end = bytes.indexOf(10, at);
    if (end === -1) break;
    parents.push(bytes.toString('latin1', at + 7, end));
    at = end + 1;
  }
  return parents;
}

function hexAt(ids: Uint8Array, index: number, hashBytes: number): string {
  return Buffer.from(ids.buffer, ids.byteOffset + index * hashBytes, hashBytes).toString('hex');
}
