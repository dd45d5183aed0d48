import { randomUUID, timingSafeEqual } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { reveal, type Secret } from '../engine/index.ts';
import { compose } from './compose.ts';
import type { ComposedFile, Draft, Entry } from './draft.ts';
import { fingerprint, readFileBelow, replaceFile, sweep } from './files.ts';
import { Journal, type StagedFile } from './journal.ts';
import { takeLock } from './lock.ts';
import { checkPlan, dirtyFiles, eachLimited, entryValue } from './plan.ts';
import { proofDocument } from './proof-document.ts';
import { prove } from './prove.ts';
import { renderAll, rootsOf, type Rendered } from './render.ts';
import { isBlob, type GitEntry } from './repository.ts';
import { StoreError, type RemoteStore, type StoredVersion } from './store.ts';
import { Tree } from './tree.ts';
import { Vault } from './vault.ts';
import {
  MigrationError,
  type Context,
  type MigrationEvent,
  type Outcome,
  type Plan,
  type Proof,
  type RotateItem,
} from './types.ts';

const lockWait = 2000;
const concurrency = 8;

/** What one run of a migration works with. */
export interface Run {
  /** How the tree rendered before the rewrite; absent when this run did not see it. */
  before?: readonly Rendered[];
  readonly journal: Journal;
  readonly plan: Plan;
  readonly context: Context;
  readonly root: string;
  emit(event: MigrationEvent): void;
}

/**
 * Carries out a plan: store, read back, rewrite, prove. What stops it half-way (a signal, a store that does not answer,
 * a file that was changed) gives an outcome `stopped`, from which {@link resume} and {@link rollback} both work.
 * @throws {MigrationError} before anything was done: the plan is not this tree's any more, or another migration runs
 */
export async function applyPlan(plan: Plan, context: Context): Promise<Outcome> {
  const root = await realpath(context.root);
  checkPlan(plan, context.state, context.program, root);
  if (plan.store.id !== context.store.id)
    throw new MigrationError('usage', `the plan is for ${plan.store.title}`, `--to ${plan.store.id}`);
  const lock = await takeLock(context.state, lockWait, context.signal);
  try {
    await checkBefore(plan, context, root);
    if (context.checkStore === true) await checkStoreBefore(plan, context);
    const journal = await Journal.create(plan.id, context.state);
    try {
      await journal.append({ type: 'plan', plan, noRollback: context.noRollback === true });
      return await carryOn(makeRun(journal, plan, context, root));
    } finally {
      await journal.close();
    }
  } finally {
    lock.release();
  }
}

/** Goes on where a migration stopped, however it stopped. */
export async function resume(id: string, context: Context): Promise<Outcome> {
  return withJournal(id, context, async (run) => {
    if (run.journal.of('rolling-back').length > 0)
      throw new MigrationError('usage', `${id} is being rolled back`, `unleak migrate rollback ${id}`);
    checkPlan(run.plan, context.state, context.program, run.root);
    return carryOn(run);
  });
}

/** Opens a migration under the lock. */
export async function withJournal<T>(
  id: string,
  context: Context,
  work: (run: Run) => Promise<T>,
): Promise<T> {
  const root = await realpath(context.root);
  const lock = await takeLock(context.state, lockWait, context.signal);
  try {
    const journal = await Journal.open(id, context.state);
    try {
      const [first] = journal.of('plan');
      if (first === undefined)
        throw new MigrationError(
          'not-found',
          `${id} was stopped before it began`,
          'plan again: nothing was done',
        );
      if (first.plan.store.id !== context.store.id)
        throw new MigrationError(
          'usage',
          `${id} is for ${first.plan.store.title}`,
          `--to ${first.plan.store.id}`,
        );
      return await work(makeRun(journal, first.plan, context, root));
    } finally {
      await journal.close();
    }
  } finally {
    lock.release();
  }
}

function makeRun(journal: Journal, plan: Plan, context: Context, root: string): Run {
  return { journal, plan, context, root, emit: (event) => context.events?.(event) };
}

async function checkBefore(plan: Plan, context: Context, root: string): Promise<void> {
  for (const file of plan.files) {
    const disk = await readFileBelow(root, file.path);
    const now = disk === undefined ? undefined : fingerprint(context.state, file.path, disk.bytes);
    if (now !== file.before)
      throw new MigrationError(
        'changed',
        `${file.path} is not as it was when the plan was made`,
        'plan again',
      );
  }
}

/** The store refuses by itself what moved; looking first, nothing is done half. */
async function checkStoreBefore({ entries }: Plan, { store, signal }: Context): Promise<void> {
  if ('encrypt' in store) return;
  await eachLimited(entries, concurrency, async ({ name, mode, version }) => {
    const now = await store.describe(name, undefined, signal);
    const same =
      mode === 'create' ? now.state === 'absent' : 'version' in now && now.version.version === version;
    if (!same)
      throw new MigrationError(
        'changed',
        `${name} is not as it was when the plan was made: ${mode === 'create' ? 'somebody made it since' : 'somebody wrote another version since'}`,
        'plan again',
      );
  });
}

/** Every step looks at the journal first, so that it does what is left of it. */
async function carryOn(run: Run): Promise<Outcome> {
  const { journal, plan } = run;
  try {
    if (journal.of('done').length > 0) return outcome(run, 'done', { proof: lastProof(run) });
    if (journal.of('staged').length === 0) {
      const vault = await Vault.open(run.context.state, journal.id);
      const { versions, draft } = await storeAll(run);
      await stage(run, vault, versions, draft);
    }
    if (plan.entries.length > 0 && journal.of('rewritten').length === 0)
      await checkCurrent(
        run,
        journal.of('stored').map(({ version }) => version),
      );
    await rewriteAll(run);
    run.emit({ type: 'state', id: plan.id, state: 'proving' });
    if (journal.of('proving').length === 0) await journal.append({ type: 'proving' });
    const proof = await prove(run);
    if (!proof.passed) {
      const failed = proof.checks.find((check) => check.result === 'failed');
      return outcome(run, 'stopped', {
        proof,
        reason: `the proof failed: ${failed?.check ?? ''} ${failed?.subject ?? ''}: ${failed?.detail ?? ''}`,
        hint: `unleak migrate rollback ${plan.id} takes it back; resume proves again`,
      });
    }
    await journal.append({ type: 'done', checks: proof.checks });
    await dropStaged(run);
    run.emit({ type: 'state', id: plan.id, state: 'done' });
    return outcome(run, 'done', { proof, proofDocument: proofDocument(run, proof) });
  } catch (error) {
    return stopped(run, error);
  }
}

/** @throws what is no failure of a store or of the tree: a bug */
export function stopped(run: Run, error: unknown): Outcome {
  if (!(error instanceof MigrationError || error instanceof StoreError)) throw error;
  const hint = error.hint ?? `unleak migrate resume ${run.plan.id} goes on; rollback takes it back`;
  if (error instanceof MigrationError && error.code === 'changed')
    run.emit({ type: 'conflict', path: '', message: error.message });
  return outcome(run, 'stopped', { reason: error.message, hint });
}

export function outcome(
  run: Run,
  state: Outcome['state'],
  more: Partial<Pick<Outcome, 'proof' | 'proofDocument' | 'reason' | 'hint' | 'conflicts'>> = {},
): Outcome {
  const { journal, plan } = run;
  return {
    id: plan.id,
    state,
    files: plan.files.map(({ path, change }) => ({ path, change })),
    entries: journal.of('stored').map(({ version }) => ({ name: version.name, made: version.made })),
    manual: plan.manual,
    rotate: rotateItems(journal, plan),
    conflicts: [],
    ...more,
  };
}

/** What was leaked, and what the last look at the store said of it. */
export function rotateItems(journal: Journal, plan: Plan): RotateItem[] {
  const rotated = new Set(journal.of('verify').at(-1)?.rotated);
  return plan.selected.map(({ finding, detector, path, address, tag, revoke }) => ({
    finding,
    tag,
    detector,
    path,
    address,
    rotated: rotated.has(tag),
    ...(revoke === undefined ? {} : { revoke }),
  }));
}

function lastProof(run: Run): Proof {
  return { passed: true, checks: run.journal.of('done').at(-1)?.checks ?? [] };
}

/** Between two writes: a signal stops here, with everything so far in the journal. */
export function breathe(run: Run): void {
  if (run.context.signal.aborted) throw new StoreError('cancelled', 'stopped as asked');
}

/** Composes again from the files, which nobody has touched yet. */
export async function composeNow(run: Run, versions: ReadonlyMap<string, StoredVersion>): Promise<Draft> {
  const { plan, context, root } = run;
  await checkBefore(plan, context, root);
  const tree = await Tree.read(
    root,
    plan.selected.map((one) => one.path),
  );
  const { draft } = await compose(tree, plan.selected, plan.options, context.store, versions);
  const files = draft.files();
  const meant = JSON.stringify([plan.changes, plan.files.map(({ path, change }) => [path, change])]);
  const now = JSON.stringify([draft.changes, files.map(({ path, change }) => [path, change])]);
  if (meant !== now)
    throw new MigrationError('changed', 'the tree would give another plan now', 'plan again');
  for (const [index, { path, encryption }] of plan.files.entries()) {
    // None in the plan: the identity was still to be made.
    const recipients = encryption?.recipients ?? [];
    if (recipients.length > 0 && recipients.join() !== files[index]?.encryption?.rule.recipients.join())
      throw new MigrationError(
        'changed',
        `${path} would be encrypted for others than the plan says`,
        'give the same recipients (--age, .sops.yaml), or plan again',
      );
  }
  const dirty = await dirtyFiles(
    tree,
    plan.files.map((file) => file.path),
  );
  const [first] = dirty;
  if (first !== undefined)
    throw new MigrationError('changed', `${first[0]}: ${first[1]}`, 'commit or stage it');
  return draft;
}

/** As {@link composeNow}; a recipient that is still to be made is made before. */
async function composeToWrite(run: Run, versions: ReadonlyMap<string, StoredVersion>): Promise<Draft> {
  const draft = await composeNow(run, versions);
  const missing = draft.encryptions().some(([, { rule }]) => rule.recipients.length === 0);
  if (!missing || draft.inPlace?.createIdentity === undefined) return draft;
  const { path } = await draft.inPlace.createIdentity();
  run.emit({ type: 'identity', path });
  return composeNow(run, versions);
}

async function storeAll(run: Run): Promise<{ versions: Map<string, StoredVersion>; draft?: Draft }> {
  const { plan, journal } = run;
  const versions = new Map(journal.of('stored').map(({ version }) => [version.name, version]));
  if (plan.entries.length === 0) return { versions };
  run.emit({ type: 'state', id: plan.id, state: 'storing' });
  const draft = await composeNow(run, new Map());
  const verified = new Set(journal.of('verified').map((record) => record.name));
  let failure: unknown;
  await eachLimited(plan.entries, concurrency, async (planned) => {
    const entry = draft.entries.get(planned.name);
    // What runs finishes; nothing new starts.
    if (failure !== undefined || run.context.signal.aborted || verified.has(planned.name)) return;
    try {
      if (entry === undefined) throw new MigrationError('changed', `${planned.name} has no value any more`);
      versions.set(planned.name, await storeOne(run, entry, planned, versions.get(planned.name)));
    } catch (error) {
      failure ??= error;
    }
  });
  if (failure !== undefined) throw failure;
  breathe(run);
  return { versions, draft };
}

async function storeOne(
  run: Run,
  entry: Entry,
  planned: Plan['entries'][number],
  done: StoredVersion | undefined,
): Promise<StoredVersion> {
  const { journal, context } = run;
  const store = context.store as RemoteStore;
  const value = entryValue(entry);
  // A write that began is finished although the user pressed Ctrl-C; the store limits its time.
  const signal = new AbortController().signal;
  let version = done;
  if (version === undefined) {
    version = await put(run, store, entry, planned, value, signal);
    // The intent is on the disk: with its token a resume finds what was put.
    journal.note({ type: 'stored', version });
    run.emit({ type: 'stored', name: entry.name, made: version.made });
  }
  const back = await store.read(version, signal);
  if (!sameBytes(back, value))
    throw new MigrationError(
      'conflict',
      `${entry.name} does not read back as it was written`,
      'no file was touched',
    );
  journal.note({ type: 'verified', name: entry.name });
  run.emit({ type: 'verified', name: entry.name });
  return version;
}

async function put(
  run: Run,
  store: RemoteStore,
  entry: Entry,
  planned: Plan['entries'][number],
  value: Secret,
  signal: AbortSignal,
): Promise<StoredVersion> {
  const { journal, plan } = run;
  const intent = journal.of('intent').find((record) => record.name === entry.name);
  if (intent !== undefined) {
    const found = await store.find(entry.name, intent.token, value, signal);
    if (found !== undefined) return { ...found, made: intent.mode };
  }
  if (planned.mode === 'reuse') {
    const now = await store.describe(entry.name, value, signal);
    if (now.state !== 'same') throw moved(run, entry.name, 'it holds another value');
    return { ...now.version, made: 'reuse' };
  }
  const { mode } = planned;
  const token = intent?.token ?? randomUUID();
  if (intent === undefined) await journal.append({ type: 'intent', name: entry.name, token, mode });
  try {
    // The store itself refuses a name that was taken, and a version that moved, since the plan.
    return await store.put(
      {
        name: entry.name,
        value,
        mode,
        token,
        ...(mode === 'update' && planned.version !== undefined ? { expectedVersion: planned.version } : {}),
        description: 'Moved out of a repository by unleak',
        tags: { 'managed-by': 'unleak', 'unleak-migration': plan.id, 'unleak-rotate': 'true' },
      },
      signal,
    );
  } catch (error) {
    if (error instanceof StoreError && error.code === 'conflict')
      throw moved(run, entry.name, error.message, error.hint);
    throw error;
  }
}

function moved(run: Run, name: string, why: string, hint?: string): MigrationError {
  const undo = `unleak migrate rollback ${run.plan.id}, then plan again`;
  return new MigrationError(
    'conflict',
    `${name} is not as it was when the plan was made (${why}); nothing of it was overwritten, and no file was touched`,
    hint === undefined || hint === 'plan again' ? undo : `${hint}; ${undo}`,
  );
}

/** What readers get is still what was put: somebody may have written since, and their value counts, not the file's. */
async function checkCurrent(run: Run, versions: Iterable<StoredVersion>): Promise<void> {
  const store = run.context.store as RemoteStore;
  await eachLimited([...versions], concurrency, async (version) => {
    // What was just written may be unknown for a moment: a store's answers may be only eventually consistent.
    for (const pause of [100, 200, 400, 0]) {
      const now = await store.describe(version.name, undefined, run.context.signal);
      if ('version' in now && now.version.version === version.version) return;
      if (pause > 0) await sleep(pause);
    }
    throw new MigrationError(
      'conflict',
      `${version.name} was changed by someone else after it was stored; nothing of it was overwritten, and no file was touched`,
      `unleak migrate rollback ${run.plan.id} leaves theirs alone; then plan again`,
    );
  });
}

function sameBytes(a: Secret, b: Secret): boolean {
  const [x, y] = [reveal(a), reveal(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/**
 * Composes and encrypts all files in memory and keeps them, encrypted, in the state directory: from here on a resume
 * copies, and ends in the same bytes. Then the copies for a rollback, where git does not have them.
 */
async function stage(
  run: Run,
  vault: Vault,
  versions: ReadonlyMap<string, StoredVersion>,
  composed: Draft | undefined,
): Promise<void> {
  const { journal, plan, context } = run;
  let draft = composed;
  if (draft === undefined || draft.askedVersions) draft = await composeToWrite(run, versions);
  else await checkBefore(plan, context, run.root);
  const repository = draft.tree.repository;
  const noRollback = journal.of('plan')[0]?.noRollback === true;
  const files = draft.files();
  const committed =
    (await repository?.entries(files.map((file) => file.path))) ?? new Map<string, GitEntry>();
  const indexed = files.map((file, index) => ({ file, index }));
  const staged = await eachLimited(indexed, concurrency, async ({ file, index }): Promise<StagedFile> => {
    breathe(run);
    const bytes = await encrypted(run, draft, file);
    await vault.put(`${index}.after`, bytes);
    const origin = originOf(file, committed.get(file.path)?.head, noRollback);
    if (origin === 'backup' && file.before !== undefined) await vault.put(`${index}.before`, file.before);
    return {
      path: file.path,
      change: file.change,
      ...(file.before === undefined ? {} : { before: fingerprint(context.state, file.path, file.before) }),
      after: fingerprint(context.state, file.path, bytes),
      mode: file.mode,
      origin,
      ...(origin === 'git' && repository?.head !== undefined ? { commit: repository.head } : {}),
    };
  });
  if (context.noRender !== true) {
    const roots = rootsOf(
      draft.tree,
      files.map((file) => file.path),
    );
    run.before = await renderAll(draft.tree, roots);
  }
  await vault.sync();
  await journal.append({ type: 'staged', files: staged });
  run.emit({ type: 'state', id: plan.id, state: 'staged' });
}

async function encrypted(run: Run, draft: Draft, file: ComposedFile): Promise<Uint8Array> {
  if (file.encryption === undefined || draft.inPlace === undefined) return file.bytes;
  const { bytes, verifiedBy } = await draft.inPlace.encrypt({
    path: `${run.root}/${file.path}`,
    bytes: file.bytes,
    ...file.encryption,
  });
  run.emit({ type: 'encrypted', path: file.path, verifiedBy });
  return bytes;
}

/** Where a rollback finds the first bytes: git has them when the blob at HEAD is exactly the file. */
function originOf(file: ComposedFile, head: string | undefined, noRollback: boolean): StagedFile['origin'] {
  if (file.before === undefined) return 'none';
  if (head !== undefined && isBlob(head, file.before) === 'same') return 'git';
  return noRollback ? 'none' : 'backup';
}

/** A temporary file's name: the same at every attempt, so that one killed attempt is swept by the next. */
export function temporaryName(id: string, index: number): string {
  return `.unleak-${id}-${index}.tmp`;
}

async function rewriteAll(run: Run): Promise<void> {
  const { journal, plan, context, root } = run;
  const [record] = journal.of('staged');
  if (record === undefined) return;
  const done = new Set(journal.of('rewritten').map((one) => one.path));
  if (done.size === record.files.length) return;
  const vault = await Vault.open(context.state, journal.id);
  run.emit({ type: 'state', id: plan.id, state: 'rewriting' });
  for (const [index, file] of record.files.entries()) {
    if (done.has(file.path)) continue;
    breathe(run);
    const temporary = temporaryName(plan.id, index);
    await sweep(root, file.path, temporary);
    const print = (bytes: Uint8Array): string => fingerprint(context.state, file.path, bytes);
    const now = await readFileBelow(root, file.path);
    if (now === undefined || print(now.bytes) !== file.after)
      await replaceFile(root, file.path, await vault.get(`${index}.after`), {
        temporary,
        mode: file.mode,
        ...(file.before === undefined
          ? {}
          : { expected: (bytes: Uint8Array) => print(bytes) === file.before }),
      });
    await journal.append({ type: 'rewritten', path: file.path });
    run.emit({ type: 'rewritten', path: file.path, change: file.change });
  }
}

async function dropStaged(run: Run): Promise<void> {
  const vault = await Vault.open(run.context.state, run.journal.id);
  for (const index of run.journal.of('staged')[0]?.files.keys() ?? []) await vault.drop(`${index}.after`);
}
