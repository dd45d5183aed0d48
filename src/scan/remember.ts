import type { Candidate, Engine } from '../engine/index.ts';
import type { GraphHistory, Ref, StoreState } from '../git/index.ts';
import type { ScanContext } from './context.ts';
import type { Holder } from './findings.ts';
import { judgeFile } from './judge.ts';
import { snapshotBytes } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** What a scan of a whole history learnt. */
export interface Learnt {
  readonly store: StoreState;
  readonly history: GraphHistory;
  readonly refs: readonly Ref[];
  readonly counted: Snapshot['head']['counted'];
  /** Sorted ids of all blobs with candidates, and what they are. */
  readonly wanted: readonly string[];
  readonly candidates: (blob: string) => readonly Candidate[];
  readonly messages: readonly string[];
  /** Names that hold no value, and the commits that may be the first ones, where an earlier scan told them. */
  readonly names?: ReadonlySet<string>;
  readonly firsts?: ReadonlySet<string>;
}

/** Keeps for {@link scanAgain} what a scan learnt. A name that may hold a value is kept nowhere, and so nothing is. */
export async function remember(context: ScanContext, version: string, learnt: Learnt): Promise<void> {
  const { collector, memory } = context;
  const { graph, pairs: known } = learnt.history;
  let clean = true;
  const names = (text: string): string => {
    if (learnt.names?.has(text) !== true) clean &&= !holdsValue(context.engine, text);
    return text;
  };
  const paths = new Numbers<string>();
  const addresses = new Numbers<string>();
  const encodings = new Numbers<readonly string[]>();
  const encoding = (decoded: readonly string[]): number => encodings.of(decoded, decoded.join('+'));
  const holders = new Numbers<Holder>();
  const pairOf = (holder: Holder): number => holders.of(holder, `${holder.blob}\0${holder.path ?? ''}`);
  const detectors = new Map(context.engine.detectors.map(({ id }, i) => [id, i]));
  const values: number[] = [];
  const judged = new Map<string, number>();
  const firsts = new Set(learnt.firsts);
  for (const { match, holder, places } of collector.held()) {
    const pair = pairOf(holder);
    judged.set(holder.blob, pair);
    values.push(detectors.get(match.detector.id) ?? -1, pair, match.span.start, match.span.end, encoding(match.decoded));
    const list = [...places];
    values.push(list.length);
    for (const { holder: other, where, companion } of list)
      values.push(
        pairOf(other), where.line ?? 0, where.column ?? 0, where.endLine ?? 0, where.endColumn ?? 0,
        encoding(where.decoded ?? []),
        where.address === undefined ? -1 : addresses.of(names(where.address), where.address),
        companion?.line ?? 0, companion?.column ?? 0, companion?.endLine ?? 0, companion?.endColumn ?? 0,
        companion?.companion === undefined ? -1 : addresses.of(companion.companion, companion.companion),
      );
    const first =
      learnt.firsts === undefined ? learnt.history.firstOf(list.map((one) => one.holder)) : undefined;
    if (first !== undefined) firsts.add(first);
  }
  const pairs: number[] = [];
  for (const { blob, path } of holders.list) {
    const pair = path === undefined ? undefined : known.get(blob)?.get(path);
    const { brought, removed } = pair ?? { brought: [], removed: [] };
    pairs.push(path === undefined ? -1 : paths.of(names(path), path), brought.length, removed.length);
    for (const commit of brought) pairs.push(commit);
    for (const commit of removed) pairs.push(commit);
  }
  const candidates: number[] = [];
  for (const [blob, pair] of judged) {
    const list = learnt.candidates(blob);
    candidates.push(pair, list.length);
    for (const { detector, start, end, decoded } of list) candidates.push(detector, start, end, encoding(decoded));
  }
  if (!clean) return;
  const peeled = new Map<string, string>();
  for (const { oid, peeled: end } of learnt.refs)
    if (end !== undefined) peeled.set(oid, end);
    else if (graph.placeOf(oid) === -1) peeled.set(oid, oid);
  await memory?.save('history', snapshotBytes({
    head: {
      version,
      hashBytes: graph.hashBytes,
      store: learnt.store,
      counted: learnt.counted,
      names: context.names,
      paths: paths.list,
      addresses: addresses.list,
      encodings: encodings.list,
      messages: learnt.messages,
      firsts: [...firsts],
      peeled: [...peeled],
    },
    parentEnds: graph.parentEnds,
    parents: graph.parents,
    pairs: Int32Array.from(pairs),
    values: Int32Array.from(values),
    candidates: Int32Array.from(candidates),
    commits: graph.oids,
    blobs: Buffer.from(holders.list.map(({ blob }) => blob).join(''), 'hex'),
    wanted: Buffer.from(learnt.wanted.join(''), 'hex'),
  }));
} // prettier-ignore

/** Is a name, or a part of a path, a value itself? */
function holdsValue(engine: Engine, name: string): boolean {
  return [name, name.replaceAll('/', '\n')].some((text) => {
    const bytes = Buffer.from(text);
    return judgeFile(engine, bytes, engine.find(bytes), undefined).length > 0;
  });
}

/** Gives things numbers, by their keys. */
class Numbers<T> {
  readonly list: T[] = [];
  readonly #numbers = new Map<string, number>();

  of(one: T, key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.list.push(one) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}
