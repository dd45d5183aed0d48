import type { Candidate } from '../engine/index.ts';
import {
  Delta,
  historyOf,
  holdsAny,
  listPushed,
  readHistory,
  readObjects,
  readStoredFiles,
  replacedBlobs,
} from '../git/index.ts';
import type { GitPlace, ListedPiece, ObjectProblem, PushRange, Repository } from '../git/index.ts';
import type { ScanContext } from './context.ts';
import { difference, HeldLines } from './difference.ts';
import { scanName } from './files.ts';
import { problemOf, scanReachable } from './history.ts';
import type { ReaderChoice, Tips } from './history.ts';
import { judgeFile } from './judge.ts';
import type { JudgedMatch } from './judge.ts';
import { scanMessage } from './messages.ts';
import { look } from './walk.ts';

/** From so many objects on, a push of everything is read by a walk over the packs. */
const walkFrom = 30_000;
/** Larger files are not read for comments. */
const maxPresent = 16 << 20;
/** A name with nothing of this kind holds no token: most names would only make patterns that no file needs. */
const tokenInName = /(?=[\w+=.~-]*\d)[\w+=.~-]{20}/;
/** How a pointer to a file in Git LFS starts (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md). */
const pointerStart = Buffer.from('version https://git-lfs.github.com/spec/v1\n');
/** So many of the pushed tips are compared with what the other side has. */
const mostTips = 4;
/** So many commits that the other side has are asked whether they have a value already. */
const mostEdges = 16;
/** What may be kept in memory: earlier versions to compare with, blobs to judge, trees and commits to place them. */
const keptBytes = { versions: 64 << 20, wanted: 32 << 20, shape: 96 << 20 };

/** So many bytes of commits are looked at in one piece. */
const messagesAtOnce = 256 << 10;

/** What is pushed, and how it may be read. */
export interface PushSource {
  /** Where git runs. */
  readonly place: GitPlace;
  readonly range: PushRange;
  /** Opened only when something was found, or everything is to be read. */
  readonly repository: () => Promise<Repository>;
  readonly choice: ReaderChoice;
}

/**
 * Scans what a push brings: blobs, messages of commits and tags, names of files.
 * @returns paths of files whose content lies elsewhere (Git LFS), as far as objects were read one by one
 */
export async function scanPushed(context: ScanContext, source: PushSource): Promise<ReadonlySet<string>> {
  const { place, range, repository, choice } = source;
  const reader = new PushReader(context, place);
  const bases = new Bases(place, range);
  const large = new AbortController();
  const signal = AbortSignal.any([context.signal, large.signal]);
  try {
    await readObjects(place, reader, { objects: listed(), signal });
  } catch (error) {
    const tips = large.signal.aborted && !context.signal.aborted ? await wholeTips() : undefined;
    if (tips === undefined) throw error;
    if (await scanReachable(context, await repository(), tips, choice)) return reader.pointers;
    // The walk could not tell: object by object then, from the start.
    return scanPushed(context, { ...source, choice: { ...choice, reader: 'plain' } });
  }
  await reader.judge(repository, range);
  return reader.pointers;

  /** Ids for git, while the names stay here; nothing is read before it is known that no walk will read it. */
  async function* listed(): AsyncGenerator<string> {
    const waiting: ListedPiece[] = [];
    let count = 0;
    let decided = choice.reader === 'plain' || range.exclude.length > 0;
    for await (const piece of listPushed(place, range, signal)) {
      waiting.push(piece);
      count += piece.objects.length;
      if (!decided) {
        if (count < walkFrom) continue;
        decided = true;
        if (
          (range.held === undefined || !(await holdsAny(place, range.held))) &&
          (await wholeTips()) !== undefined
        )
          large.abort(new Error('read by a walk'));
        signal.throwIfAborted();
      }
      for (const one of waiting.splice(0)) yield* idsOf(one);
    }
    for (const one of waiting) yield* idsOf(one);
  }

  async function* idsOf({ objects, edges }: ListedPiece): AsyncGenerator<string> {
    reader.edges.push(...edges);
    reader.names(objects);
    const base = await bases.by(reader.edges[0]);
    for (const { oid, name } of objects) {
      const held = base.get(name);
      if (held !== undefined && reader.expectBase(held, name)) yield held;
      yield oid;
    }
  }

  function wholeTips(): Promise<Tips | undefined> {
    return tipsOf(place, range.include);
  }
}

/** The commits that the tips are or lead to; undefined when one leads to something else. */
async function tipsOf(place: GitPlace, include: readonly string[]): Promise<Tips | undefined> {
  const commits: string[] = [];
  const tags = new Set<string>();
  for (let open: readonly string[] = include; open.length > 0;) {
    const next: string[] = [];
    let other = false;
    await readObjects(
      place,
      {
        commit: (oid) => void commits.push(oid),
        tag(oid, bytes) {
          if (tags.has(oid)) return;
          tags.add(oid);
          const [, object] = /^object ([0-9a-f]+)\n/.exec(bytes.toString('latin1', 0, 80)) ?? [];
          if (object === undefined) other = true;
          else next.push(object);
        },
        tree: () => void (other = true),
        blob: () => void (other = true),
        problem: () => void (other = true),
      },
      { objects: open },
    );
    if (other) return undefined;
    open = next;
  }
  return { commits, tags };
}

/** Which blobs the other side has at the paths of a push: what a new version has in common with one is not new there. */
class Bases {
  readonly #place: GitPlace;
  readonly #tips: readonly string[];
  readonly #old: Promise<ReadonlyMap<string, string>> | undefined;
  #found: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(place: GitPlace, { include, exclude: [old] }: PushRange) {
    this.#place = place;
    this.#tips = include.slice(0, mostTips);
    // Asked while git lists the objects. Whatever goes wrong is looked at when they come.
    this.#old = old === undefined ? undefined : this.#against(old);
    this.#old?.catch(() => {});
  }

  /** @param edge - a commit that the push stands on: for refs that are new, or whose old commits are not here */
  readonly by = (edge: string | undefined): Promise<ReadonlyMap<string, string>> =>
    (this.#found ??= this.#choose(edge));

  async #choose(edge: string | undefined): Promise<ReadonlyMap<string, string>> {
    const found = (await this.#old) ?? new Map<string, string>();
    return found.size > 0 || edge === undefined ? found : this.#against(edge);
  }

  async #against(base: string): Promise<ReadonlyMap<string, string>> {
    const all = await Promise.all(this.#tips.map((tip) => replacedBlobs(this.#place, base, tip)));
    return new Map(all.flatMap((blobs) => [...blobs]));
  }
}

const none: readonly Candidate[] = [];

/** The version of a path that was looked at last, and the lines that the other side has. */
interface Version {
  readonly bytes: Buffer;
  readonly candidates: readonly Candidate[];
  readonly held: HeldLines | undefined;
}

interface Wanted {
  readonly candidates: readonly Candidate[];
  readonly bytes: Buffer | undefined;
}

/** Takes the objects of a push as git prints them. */
class PushReader {
  /** Commits that the other side has and that the push stands on. */
  readonly edges: string[] = [];
  /** Paths of pointers to files in Git LFS. */
  readonly pointers = new Set<string>();
  readonly #context: ScanContext;
  readonly #place: GitPlace;
  /** The paths of blobs that the other side has. */
  readonly #baseOf = new Map<string, string[]>();
  readonly #nameOf = new Map<string, string>();
  readonly #seenNames = new Set<string>();
  /** The version of each path that was looked at last: what the next one has in common with it is not looked at again. */
  readonly #versions = new Map<string, Version>();
  readonly #delta = new Delta();
  readonly #wanted = new Map<string, Wanted>();
  readonly #commits = new Map<string, Buffer>();
  readonly #trees = new Map<string, Buffer>();
  readonly #messages: { readonly oid: string; readonly bytes: Buffer }[] = [];
  readonly #size = { versions: 0, wanted: 0, shape: 0, messages: 0 };

  constructor(context: ScanContext, place: GitPlace) {
    this.#context = context;
    this.#place = place;
  }

  problem(problem: ObjectProblem): void {
    // What the other side has need not be here: then a new version of it is looked at whole.
    if (!this.#baseOf.has(problem.oid)) problemOf(this.#context)(problem);
  }

  /** Says that a blob which is read next is the other side's version of a path; false when that is known. */
  expectBase(oid: string, name: string): boolean {
    const names = this.#baseOf.get(oid);
    if (names === undefined) this.#baseOf.set(oid, [name]);
    else if (names.includes(name)) return false;
    else names.push(name);
    return true;
  }

  /** Names of objects that are still to come. */
  names(objects: readonly { readonly oid: string; readonly name: string }[]): void {
    const fresh: string[] = [];
    for (const { oid, name } of objects) {
      if (name === '') continue;
      this.#nameOf.set(oid, name);
      if (this.#seenNames.has(name)) continue;
      this.#seenNames.add(name);
      if (tokenInName.test(name)) fresh.push(name);
    }
    // All at once: one look at a few kilobytes costs less than thousands at a few bytes.
    if (fresh.length === 0) return;
    if (this.#context.engine.find(Buffer.from(fresh.join('\n'), 'latin1')).length === 0) return;
    for (const name of fresh) {
      const path = Buffer.from(name, 'latin1').toString('utf8');
      scanName(this.#context, path, { kind: 'path-name', path });
    }
  }

  blob(oid: string, bytes: Buffer): void {
    const held = this.#baseOf.get(oid);
    if (held !== undefined) {
      // Nothing in it is looked at: whatever it has, the other side has.
      for (const name of held)
        if (!this.#versions.has(name))
          this.#remember(name, { bytes, candidates: none, held: new HeldLines(bytes) }, 0);
      return;
    }
    const { engine, coverage } = this.#context;
    coverage.blobs++;
    coverage.bytes += bytes.length;
    const name = this.#nameOf.get(oid);
    if (
      name !== undefined &&
      bytes.length < 1024 &&
      bytes.subarray(0, pointerStart.length).equals(pointerStart)
    )
      this.pointers.add(Buffer.from(name, 'latin1').toString('utf8'));
    const before = name === undefined ? undefined : this.#versions.get(name);
    const seen =
      before === undefined
        ? look(engine, bytes, undefined, undefined)
        : look(engine, bytes, difference(before.bytes, bytes, before.held, this.#delta), before.candidates);
    if (name !== undefined)
      this.#remember(name, { bytes, candidates: seen, held: before?.held }, before?.bytes.length ?? 0);
    if (seen.length === 0) return;
    this.#size.wanted += bytes.length;
    this.#wanted.set(oid, {
      candidates: seen,
      bytes: this.#size.wanted <= keptBytes.wanted ? bytes : undefined,
    });
  }

  commit(oid: string, bytes: Buffer): void {
    this.#context.coverage.commits++;
    this.#messages.push({ oid, bytes });
    this.#size.messages += bytes.length;
    if (this.#size.messages > messagesAtOnce) this.#scanMessages();
    this.#keep(this.#commits, oid, bytes);
  }

  /** All at once, like names; those in which there is something are looked at one by one. */
  #scanMessages(): void {
    const commits = this.#messages.splice(0);
    this.#size.messages = 0;
    // A message begins with the blank line before it.
    const all = Buffer.concat(commits.map(({ bytes }) => bytes.subarray(bytes.indexOf('\n\n'))));
    // Another encoding is recognised by a text's own first bytes.
    const odd = all.includes(0) || all.includes(0xfe);
    const hits = odd ? [] : this.#context.engine.find(all);
    let to = 0;
    for (const { oid, bytes } of commits) {
      const from = to;
      to += bytes.subarray(bytes.indexOf('\n\n')).length;
      if (odd || hits.some(({ start, end }) => start < to && end > from))
        scanMessage(this.#context, bytes, { kind: 'commit-message', commit: oid });
    }
  }

  tag(oid: string, bytes: Buffer): void {
    scanMessage(this.#context, bytes, { kind: 'tag-message', tag: oid });
  }

  tree(oid: string, bytes: Buffer): void {
    this.#keep(this.#trees, oid, bytes);
  }

  /** Judges what is worth it, once for each path that the pushed commits have it at. */
  async judge(repository: () => Promise<Repository>, range: PushRange): Promise<void> {
    this.#scanMessages();
    const wanted = this.#wanted;
    if (wanted.size === 0) return;
    const context = this.#context;
    const opened = await repository();
    const oids = new Set(wanted.keys());
    context.history =
      this.#size.shape <= keptBytes.shape
        ? await historyOf(opened, oids, { commits: this.#commits, trees: this.#trees })
        : await readHistory(opened, oids, { signal: context.signal, range });
    const matches: Located[] = [];
    const judge = (oid: string, bytes: Buffer, candidates: readonly Candidate[]): void => {
      const paths: (string | undefined)[] = context.history?.paths(oid) ?? [];
      if (paths.length === 0) paths.push(undefined);
      for (const path of paths)
        for (const match of judgeFile(context.engine, bytes, candidates, path))
          matches.push({ match, blob: oid, path });
    };
    const rest: string[] = [];
    for (const [oid, { candidates, bytes }] of wanted)
      if (bytes === undefined) rest.push(oid);
      else judge(oid, bytes, candidates);
    if (rest.length > 0)
      await readObjects(
        opened,
        {
          blob: (oid, bytes) => judge(oid, bytes, wanted.get(oid)?.candidates ?? none),
          problem: problemOf(context),
        },
        { signal: context.signal, objects: rest },
      );
    for (const { match, blob, path } of await this.#unheld(matches))
      context.collector.addHolder(match, { blob, path });
  }

  /** Without the values that the other side has at the same path: they are not what this push leaks. */
  async #unheld(matches: readonly Located[]): Promise<readonly Located[]> {
    const { collector } = this.#context;
    const paths = new Set(matches.flatMap(({ path }) => path ?? []));
    const held = new Set<string>();
    await judgeStored(this.#context, this.#place, this.edges.slice(0, mostEdges), paths, (match, path) =>
      held.add(`${path}\0${collector.valueKey(match)}`),
    );
    return matches.filter(
      ({ match, path }) => path === undefined || !held.has(`${path}\0${collector.valueKey(match)}`),
    );
  }

  #remember(name: string, version: Version, before: number): void {
    this.#size.versions += version.bytes.length - before;
    if (this.#size.versions > keptBytes.versions) {
      this.#versions.clear();
      this.#size.versions = version.bytes.length;
    }
    this.#versions.set(name, version);
  }

  #keep(objects: Map<string, Buffer>, oid: string, bytes: Buffer): void {
    this.#size.shape += bytes.length;
    if (this.#size.shape <= keptBytes.shape) objects.set(oid, bytes);
    else {
      this.#commits.clear();
      this.#trees.clear();
    }
  }
}

/** A match, and where it is. */
interface Located {
  readonly match: JudgedMatch;
  readonly blob: string;
  readonly path: string | undefined;
}

/**
 * Looks at the files as they are in the pushed trees, for what was found: a comment beside the value there, and how often it
 * stands there, decide whether it is accepted.
 */
export async function addPresent(
  context: ScanContext,
  place: GitPlace,
  trees: readonly string[],
): Promise<void> {
  const { collector } = context;
  const paths = new Set<string>();
  for (const { places } of collector.held())
    for (const { holder } of places) if (holder.path !== undefined) paths.add(holder.path);
  await judgeStored(context, place, trees, paths, (match, path, blob) =>
    collector.addKnown(match, { kind: 'file', path, blob }),
  );
}

/** Judges files as they are in some trees; what is the same in several of them, once. */
async function judgeStored(
  { engine, signal }: ScanContext,
  place: GitPlace,
  trees: readonly string[],
  paths: ReadonlySet<string>,
  visit: (match: JudgedMatch, path: string, blob: string) => void,
): Promise<void> {
  const specs = trees.flatMap((tree) => [...paths].map((path) => ({ path, spec: `${tree}:${path}` })));
  if (specs.length === 0) return;
  const files = await readStoredFiles(place, specs.map(({ spec }) => spec), maxPresent, signal); // prettier-ignore
  const seen = new Set<string>();
  for (const { path, spec } of specs) {
    const file = files.get(spec);
    if (file === undefined || seen.has(`${file.oid}\0${path}`)) continue;
    seen.add(`${file.oid}\0${path}`);
    for (const match of judgeFile(engine, file.bytes, engine.find(file.bytes), path))
      visit(match, path, file.oid);
  }
}
