import { join } from 'node:path';
import { reveal, Secret } from '../engine/index.ts';
import { readFileBelow } from './files.ts';
import { Journal } from './journal.ts';
import { isLocked } from './lock.ts';
import { secretTag } from './plan.ts';
import { proofDocument } from './proof-document.ts';
import { formatOf, prove } from './prove.ts';
import { StoreError } from './store.ts';
import { outcome, rotateItems, stopped, withJournal, type Run } from './transaction.ts';
import {
  MigrationError,
  type Context,
  type MigrationState,
  type MigrationStatus,
  type Outcome,
  type Plan,
  type StateDirectory,
} from './types.ts';

/** Where one migration, or every one of the repository, stands. */
export async function status(
  context: { readonly state: StateDirectory },
  id?: string,
): Promise<readonly MigrationStatus[]> {
  const { state } = context;
  const running = isLocked(state);
  const all: MigrationStatus[] = [];
  for (const one of id === undefined ? await Journal.list(state) : [id]) {
    const journal = await openOrDamaged(one, state, id);
    if (journal === undefined) {
      all.push(damaged(one));
      continue;
    }
    try {
      const [first] = journal.of('plan');
      if (first === undefined) continue;
      const at = stateOf(journal);
      const settled = at === 'done' || at === 'rolled-back';
      all.push({
        id: one,
        state: at,
        created: first.plan.created,
        store: first.plan.store.title,
        storesDone: journal.of('verified').length,
        storesTotal: first.plan.entries.length,
        filesDone: journal.of('rewritten').length,
        filesTotal: first.plan.files.length,
        running: running && !settled,
        next: next(at),
        rotate: at === 'done' ? rotateItems(journal, first.plan) : [],
      });
    } finally {
      await journal.close();
    }
  }
  return all;
}

/** The plan that a migration was started with: says which store to open for it. @throws {MigrationError} `not-found` */
export async function planOf(id: string, state: StateDirectory): Promise<Plan> {
  const journal = await Journal.open(id, state, 'read');
  try {
    const [first] = journal.of('plan');
    if (first !== undefined) return first.plan;
    throw new MigrationError(
      'not-found',
      `${id} was stopped before it began`,
      'plan again: nothing was done',
    );
  } finally {
    await journal.close();
  }
}

/** Asked for by its id, a damaged journal is an error; in the list it is a line. */
async function openOrDamaged(
  id: string,
  state: StateDirectory,
  asked: string | undefined,
): Promise<Journal | undefined> {
  try {
    return await Journal.open(id, state, 'read');
  } catch (error) {
    if (asked !== undefined) throw error;
    return undefined;
  }
}

function damaged(id: string): MigrationStatus {
  return {
    id,
    state: 'damaged',
    created: '',
    store: '',
    storesDone: 0,
    storesTotal: 0,
    filesDone: 0,
    filesTotal: 0,
    running: false,
    next: [],
    rotate: [],
  };
}

function next(state: MigrationState): MigrationStatus['next'] {
  if (state === 'done') return ['verify', 'rollback'];
  if (state === 'rolled-back') return [];
  return state === 'rolling-back' ? ['rollback'] : ['resume', 'rollback'];
}

function stateOf(journal: Journal): MigrationState {
  const has = (type: Parameters<Journal['of']>[0]): boolean => journal.of(type).length > 0;
  if (has('rolled-back')) return 'rolled-back';
  if (has('rolling-back')) return 'rolling-back';
  if (has('done')) return 'done';
  if (has('proving')) return 'proving';
  if (has('rewritten')) return 'rewriting';
  if (has('staged')) return 'staged';
  return has('intent') || has('stored') ? 'storing' : 'planned';
}

/** Looks at both ends of a finished migration again, and whether each secret was rotated since. */
export async function verify(id: string, context: Context): Promise<Outcome> {
  return withJournal(id, context, async (run) => {
    if (stateOf(run.journal) !== 'done')
      throw new MigrationError('usage', `${id} is not done`, `unleak migrate status ${id}`);
    try {
      const proof = await prove(run);
      const rotated = await rotatedTags(run);
      await run.journal.append({ type: 'verify', checks: proof.checks, rotated });
      return outcome(run, proof.passed ? 'done' : 'stopped', {
        proof,
        proofDocument: proofDocument(run, proof),
        ...(proof.passed ? {} : { reason: 'something is not as the migration left it' }),
      });
    } catch (error) {
      return stopped(run, error);
    }
  });
}

/** Tags of secrets of which the store holds other values now, in every place; as before where it cannot be looked at. */
async function rotatedTags(run: Run): Promise<readonly string[]> {
  const { state } = run.context;
  const values = await currentValues(run);
  if (values === undefined) return run.journal.of('verify').at(-1)?.rotated ?? [];
  const present = new Set(values.map((value) => secretTag(state, value)));
  const { selected } = run.plan;
  const still = new Set(selected.filter((one) => present.has(one.valueTag)).map((one) => one.tag));
  return [...new Set(selected.map((one) => one.tag))].filter((tag) => !still.has(tag));
}

async function currentValues(run: Run): Promise<Secret[] | undefined> {
  const { store, signal } = run.context;
  const values: Secret[] = [];
  if ('encrypt' in store) {
    for (const planned of run.plan.files) {
      if (planned.encryption === undefined) continue;
      const file = await readFileBelow(run.root, planned.path);
      // Gone: wherever it went, what it holds there is not known to be another value.
      if (file === undefined) return undefined;
      try {
        const format = formatOf(planned.path);
        for (const leaf of await store.decrypt({
          path: join(run.root, planned.path),
          bytes: file.bytes,
          format,
        })) {
          values.push(leaf.value);
          if (leaf.path.includes('data')) values.push(decoded(leaf.value));
        }
      } catch (error) {
        if (error instanceof StoreError) return undefined;
        throw error;
      }
    }
    return values;
  }
  for (const { version } of run.journal.of('stored')) {
    const now = await store.describe(version.name, undefined, signal);
    // Gone: nothing there can be the leaked value, nor is it known to be rotated.
    if (!('version' in now) || now.version.version === '') return undefined;
    const current = await store.read(now.version, signal);
    values.push(current, ...fieldsOf(current));
  }
  return values;
}

function decoded(value: Secret): Secret {
  return new Secret(new Uint8Array(Buffer.from(Buffer.from(reveal(value)).toString('latin1'), 'base64')));
}

/** The fields of a JSON secret. */
function fieldsOf(value: Secret): Secret[] {
  try {
    const data: unknown = JSON.parse(Buffer.from(reveal(value)).toString('utf8'));
    return typeof data === 'object' && data !== null
      ? Object.values(data).flatMap((field: unknown) =>
          typeof field === 'string' ? Secret.fromText(field) : [],
        )
      : [];
  } catch {
    return [];
  }
}

/** Tags of every secret that was moved: what a scan that finds one says of it. */
export async function migratedTags(
  state: StateDirectory,
): Promise<ReadonlyMap<string, 'migrated-rotate' | 'rotated'>> {
  const tags = new Map<string, 'migrated-rotate' | 'rotated'>();
  for (const id of await Journal.list(state)) {
    // One that does not verify says nothing; `status` names it.
    const journal = await Journal.open(id, state, 'read').catch(() => undefined);
    if (journal === undefined) continue;
    try {
      if (stateOf(journal) !== 'done') continue;
      for (const { plan } of journal.of('plan'))
        for (const { tag, rotated } of rotateItems(journal, plan))
          if (!rotated) tags.set(tag, 'migrated-rotate');
          else if (!tags.has(tag)) tags.set(tag, 'rotated');
    } finally {
      await journal.close();
    }
  }
  return tags;
}
