import { join } from 'node:path';
import { reveal, Secret } from '../engine/index.ts';
import { readFileBelow } from './files.ts';
import { Journal } from './journal.ts';
import { isLocked } from './lock.ts';
import { secretTag } from './plan.ts';
import { proofDocument } from './proof-document.ts';
import { formatOf, prove } from './prove.ts';
import { StoreError } from './store.ts';
import { outcome, stopped, withJournal, type Run } from './transaction.ts';
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

/** Tags of secrets whose place in the store holds another value now; none that cannot be looked at. */
async function rotatedTags(run: Run): Promise<string[]> {
  const { state } = run.context;
  const values = await currentValues(run);
  if (values === undefined) return [];
  const present = new Set(values.map((value) => secretTag(state, value)));
  return run.plan.selected.filter((one) => !present.has(one.valueTag)).map((one) => one.tag);
}

async function currentValues(run: Run): Promise<Secret[] | undefined> {
  const { store, signal } = run.context;
  const values: Secret[] = [];
  if ('encrypt' in store) {
    for (const planned of run.plan.files) {
      const file = planned.encryption === undefined ? undefined : await readFileBelow(run.root, planned.path);
      if (file === undefined) continue;
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

/** Tags of every secret that was moved and not rotated yet: a scan calls them `migrated-rotate`. */
export async function migratedTags(state: StateDirectory): Promise<ReadonlySet<string>> {
  const tags = new Set<string>();
  for (const id of await Journal.list(state)) {
    // One that does not verify says nothing; `status` names it.
    const journal = await Journal.open(id, state, 'read').catch(() => undefined);
    if (journal === undefined) continue;
    try {
      if (stateOf(journal) !== 'done') continue;
      const rotated = new Set(journal.of('verify').flatMap((record) => record.rotated));
      for (const { plan } of journal.of('plan'))
        for (const { tag } of plan.selected) if (!rotated.has(tag)) tags.add(tag);
    } finally {
      await journal.close();
    }
  }
  return tags;
}
