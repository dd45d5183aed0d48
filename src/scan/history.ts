import type { Candidate } from '../engine/index.ts';
import {
  findOid,
  joinHistory,
  listRefs,
  oidOf,
  planWalk,
  reachableCommits,
  readHistory,
  readObjects,
  readUnreadable,
  shallowCommits,
  stateOfStore,
  UnsupportedStorage,
  wantBlobs,
} from '../git/index.ts';
import type {
  History,
  HistoryRange,
  ObjectProblem,
  ObjectVisitor,
  Ref,
  Repository,
  WalkPlan,
} from '../git/index.ts';
import { scanAgain } from './again.ts';
import type { ScanContext } from './context.ts';
import type { Holder } from './findings.ts';
import { judgeBlob } from './judge-blobs.ts';
import type { ToJudge } from './judge-blobs.ts';
import type { JudgedMatch } from './judge.ts';
import { remembered, toBytes } from './memory.ts';
import type { Remembered, ScanMemory } from './memory.ts';
import { scanMessage } from './messages.ts';
import { scanRefNames } from './names.ts';
import { promising } from './promising.ts';
import { remember } from './remember.ts';
import { WalkThreads } from './threads.ts';
import { wantedOf } from './walk.ts';
import type { ContentPart } from './walk.ts';

/** Which objects to scan: all of the object database, or the ones listed. */
export type ObjectSelection = 'all' | AsyncIterable<string> | Iterable<string>;

/** How the object database is read. */
export interface ReaderChoice {
  /** `pack`: our own reader of what git stored; `plain`: git prints every object. */
  readonly reader: 'pack' | 'plain';
  readonly threads: number;
  /** Ids of the detectors when all of them are built in, so that worker threads can build the same engine. */
  readonly builtIn?: readonly string[];
}

/**
 * Scans objects of a repository: every blob, commit message and tag message. Candidates are found without knowing a
 * path; blobs that have any are judged once for each path that the history knows for them.
 */
export async function scanHistory(
  context: ScanContext,
  repository: Repository,
  objects: ObjectSelection,
  options: { revisions?: HistoryRange; choice?: ReaderChoice; refs?: readonly Ref[] } = {},
): Promise<void> {
  const { choice, revisions, refs = [] } = options;
  const byPack = objects === 'all' && choice?.reader === 'pack' ? choice : undefined;
  const known = byPack !== undefined && context.memory !== undefined && isMemorable(repository);
  if (known && (await scanAgain(context, versionFor(context), repository, refs))) return;
  scanRefNames(context, refs);
  const plan = byPack === undefined ? undefined : planOrNothing(repository);
  if (plan !== undefined && byPack !== undefined) {
    await scanByWalk(context, repository, plan, byPack);
    return;
  }
  const wanted = new Map<string, readonly Candidate[]>();
  await readObjects(repository, finder(context, wanted), { signal: context.signal, objects });
  if (wanted.size === 0) return;
  context.progress({ phase: 'history', done: 0, total: wanted.size });
  const history = await readHistory(repository, new Set(wanted.keys()), {
    signal: context.signal,
    ...(revisions === undefined ? {} : { range: revisions }),
  });
  await judgeAll(context, repository, wanted, history);
}

/**
 * Scans all that some commits reach by a walk over everything that the repository holds, which is far less work than
 * reading a large part of it object by object. False when the walk cannot tell all of it: nothing was counted then.
 */
export async function scanReachable(
  context: ScanContext,
  repository: Repository,
  tips: Tips,
  choice: ReaderChoice,
): Promise<boolean> {
  const plan = planOrNothing(repository);
  return plan !== undefined && scanByWalk(context, repository, plan, choice, tips);
}

/** Where a limited scan starts: commits, and the tags that lead to them. */
export interface Tips {
  readonly commits: readonly string[];
  readonly tags: ReadonlySet<string>;
}

/** Storage that our reader does not know is read by git. */
function planOrNothing(repository: Repository): WalkPlan | undefined {
  try {
    return planWalk(repository);
  } catch (error) {
    if (error instanceof UnsupportedStorage) return undefined;
    throw error;
  }
}

async function scanByWalk(
  context: ScanContext,
  repository: Repository,
  plan: WalkPlan,
  { threads, builtIn }: ReaderChoice,
  tips?: Tips,
): Promise<boolean> {
  context.progress({ phase: 'objects', done: 0, total: plan.objects });
  // A thread costs more to start than a small repository to read.
  const useful = plan.objects < 80_000 ? 1 : threads;
  const workers = new WalkThreads(context.engine, plan, useful, builtIn, context.signal);
  try {
    return await scanWith(context, repository, plan, workers, tips);
  } finally {
    await workers.close();
  }
}

async function scanWith(
  context: ScanContext,
  repository: Repository,
  plan: WalkPlan,
  workers: WalkThreads,
  tips: Tips | undefined,
): Promise<boolean> {
  const { coverage, signal } = context;
  const known = tips === undefined ? await recall(context, plan) : undefined;
  const parts = await workers.content(known);
  if (tips === undefined && known?.complete !== true) await keep(context, plan, parts, known);
  const unread = parts.flatMap((part) => part.part.unreadable);
  // Whether what could not be read belongs to what the tips reach is not known here.
  if (tips !== undefined && (unread.length > 0 || plan.unreadable.length > 0)) return false;
  const read = parts.map((part) => part.part.commits);
  const reachable =
    tips === undefined
      ? undefined
      : reachableCommits(
          plan.store,
          read,
          tips.commits.map((oid) => findOid(plan.store, oid)),
          new Set([...shallowCommits(repository)].map((oid) => findOid(plan.store, oid))),
        );
  const wanted = new Map<string, readonly Candidate[]>();
  const messages: string[] = [];
  const counted = { commits: 0, blobs: known?.blobs ?? 0, bytes: known?.bytes ?? 0 };
  for (const part of parts) {
    counted.blobs += part.blobs;
    counted.commits += part.commits;
    counted.bytes += part.bytes;
  }
  coverage.add(counted);
  for (const part of known === undefined ? parts : [known, ...parts]) {
    for (const [number, candidates] of wantedOf(part)) wanted.set(oidOf(plan.store, number), candidates);
    for (const number of part.messages) {
      const oid = oidOf(plan.store, number);
      if (reachable === undefined || reachable.has(number) || tips?.tags.has(oid) === true)
        messages.push(oid);
    }
  }
  await readUnreadable(repository, plan, unread, finder(context, wanted), signal);
  const telling: string[] = [];
  const note = (oid: string, found: boolean): void => {
    if (found) telling.push(oid);
  };
  if (messages.length > 0) {
    await readObjects(
      repository,
      {
        commit: (oid, bytes) =>
          note(oid, scanMessage(context, bytes, { kind: 'commit-message', commit: oid })),
        tag: (oid, bytes) => note(oid, scanMessage(context, bytes, { kind: 'tag-message', tag: oid })),
        problem: problemOf(context),
      },
      // A value has no more than so many places: the same ones in whatever order they were found.
      { signal, objects: messages.sort() },
    );
  }
  const remembers = tips === undefined && memoryFor(context, plan) !== undefined;
  if (wanted.size === 0 && !remembers) return true;
  context.progress({ phase: 'history', done: 0, total: wanted.size });
  const blobs = wantBlobs(plan.store, wanted.keys());
  const refs = await listRefs(repository);
  const { history, whole } = joinHistory(
    repository,
    plan,
    blobs,
    reachable?.parts ?? read,
    wanted.size === 0 ? [] : await workers.trees(blobs),
    refs,
  );
  if (reachable !== undefined)
    for (const oid of wanted.keys()) if (history.paths(oid).length === 0) wanted.delete(oid);
  const collect = (match: JudgedMatch, holder: Holder): void => context.collector.addHolder(match, holder);
  const unjudged = await workers.judge(toJudge(wanted, history), collect);
  // What the packs do not give here, git may have elsewhere.
  await judgeAll(context, repository, new Map(unjudged.map((oid) => [oid, wanted.get(oid) ?? []])), history);
  const complete = whole && unread.length === 0 && plan.unreadable.length === 0 && unjudged.length === 0;
  const store = remembers && complete && isMemorable(repository) ? stateOfStore(plan.store) : undefined;
  if (store !== undefined)
    await remember(context, versionFor(context), {
      store,
      history,
      refs,
      counted,
      wanted: [...wanted.keys()].sort(),
      candidates: (blob) => wanted.get(blob) ?? [],
      messages: telling,
    });
  return true;
}

/** What a shallow or partial clone, or a hook's quarantine, has not may come later. */
function isMemorable({ shallow, partial, env }: Repository): boolean {
  return !shallow && !partial && Object.keys(env ?? {}).length === 0;
}

/** What earlier scans learnt, unless the repository is too small for it. */
function memoryFor({ memory }: ScanContext, { objects }: WalkPlan): ScanMemory | undefined {
  return objects < (memory?.fewest ?? 2000) ? undefined : memory;
}

async function recall(context: ScanContext, plan: WalkPlan): Promise<Remembered | undefined> {
  const bytes = await memoryFor(context, plan)?.load('content');
  return bytes === undefined ? undefined : remembered(bytes, plan, versionFor(context));
}

function versionFor({ engine, version }: ScanContext): string {
  return `${version} ${engine.version}`;
}

async function keep(
  context: ScanContext,
  plan: WalkPlan,
  parts: readonly ContentPart[],
  known: Remembered | undefined,
): Promise<void> {
  await memoryFor(context, plan)?.save('content', toBytes(plan, parts, known, versionFor(context)));
}

/** Finds candidates in whole objects. */
function finder(context: ScanContext, wanted: Map<string, readonly Candidate[]>): ObjectVisitor {
  const { engine, coverage } = context;
  let done = 0;
  return {
    blob(oid, bytes) {
      coverage.blobs++;
      coverage.bytes += bytes.length;
      if (++done % 512 === 0) context.progress({ phase: 'objects', done });
      const candidates = promising(engine.find(bytes));
      if (candidates.length > 0) wanted.set(oid, candidates);
    },
    commit(oid, bytes) {
      coverage.commits++;
      scanMessage(context, bytes, { kind: 'commit-message', commit: oid });
    },
    tag(oid, bytes) {
      scanMessage(context, bytes, { kind: 'tag-message', tag: oid });
    },
    problem: problemOf(context),
  };
}

export function problemOf({ coverage }: ScanContext): (problem: ObjectProblem) => void {
  return ({ code, oid, detail }) => coverage.problem(code, detail, oid);
}

function toJudge(wanted: ReadonlyMap<string, readonly Candidate[]>, history: History): ToJudge[] {
  return [...wanted].map(([oid, candidates]) => {
    const paths = history.paths(oid);
    return { oid, candidates, paths: paths.length === 0 ? [undefined] : paths };
  });
}

/** Judges every wanted blob whole, once for each of its paths, as git prints it. */
async function judgeAll(
  context: ScanContext,
  repository: Repository,
  wanted: ReadonlyMap<string, readonly Candidate[]>,
  history: History,
): Promise<void> {
  const { engine, collector, signal } = context;
  context.history = history;
  if (wanted.size === 0) return;
  const byOid = new Map(toJudge(wanted, history).map((one) => [one.oid, one]));
  let judged = 0;
  await readObjects(
    repository,
    {
      blob(oid, bytes) {
        if (++judged % 64 === 0) context.progress({ phase: 'judging', done: judged, total: wanted.size });
        const blob = byOid.get(oid);
        if (blob !== undefined)
          judgeBlob(engine, bytes, blob, (match, holder) => collector.addHolder(match, holder));
      },
      problem: problemOf(context),
    },
    { signal, objects: wanted.keys() },
  );
}
