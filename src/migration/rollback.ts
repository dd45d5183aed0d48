import { entryValue } from './plan.ts';
import { fingerprint, readFileBelow, removeFile, replaceFile, sweep } from './files.ts';
import type { StagedFile } from './journal.ts';
import { Repository } from './repository.ts';
import { StoreError, type RemoteStore } from './store.ts';
import {
  breathe,
  composeNow,
  outcome,
  stopped,
  temporaryName,
  withJournal,
  type Run,
} from './transaction.ts';
import { MigrationError, type Context, type Outcome } from './types.ts';
import { Vault } from './vault.ts';

/**
 * Takes back what the journal says was done: the files' first bytes from git or the encrypted copies, then what was put
 * into the store. A file that someone edited since is left as it is, and said; nothing it may refer to is undone then.
 */
export async function rollback(id: string, context: Context): Promise<Outcome> {
  return withJournal(id, context, async (run) => {
    try {
      return await takeBack(run);
    } catch (error) {
      return stopped(run, error);
    }
  });
}

async function takeBack(run: Run): Promise<Outcome> {
  const { journal, plan, context } = run;
  if (journal.of('rolled-back').length > 0) return outcome(run, 'rolled-back');
  if (journal.of('rolling-back').length === 0) await journal.append({ type: 'rolling-back' });
  run.emit({ type: 'state', id: plan.id, state: 'rolling-back' });
  const conflicts = await restoreAll(run);
  if (conflicts.length > 0)
    return outcome(run, 'conflict', {
      conflicts,
      reason: `${conflicts.length === 1 ? 'a file was' : `${conflicts.length} files were`} edited since`,
      hint: `move them away and "unleak migrate rollback ${plan.id}": their first bytes come back, to be compared; what was stored stays until then`,
    });
  const left = await undoAll(run);
  await journal.append({ type: 'rolled-back' });
  const vault = await Vault.open(context.state, journal.id);
  await vault.dropAll();
  run.emit({ type: 'state', id: plan.id, state: 'rolled-back' });
  return outcome(run, 'rolled-back', { conflicts: left });
}

async function restoreAll(run: Run): Promise<{ path: string; message: string }[]> {
  const { journal, plan, context, root } = run;
  const conflicts: { path: string; message: string }[] = [];
  const files = journal.of('staged')[0]?.files ?? [];
  if (files.length === 0) return conflicts;
  const vault = await Vault.open(context.state, journal.id);
  const repository = await Repository.open(root);
  const commit = files.find((file) => file.commit !== undefined)?.commit;
  const ofGit = files.filter((file) => file.origin === 'git').map((file) => file.path);
  const committed = commit === undefined ? undefined : await repository?.showAll(commit, ofGit);
  const restored = new Set(journal.of('restored').map((record) => record.path));
  // Consumers first, in the reverse order of the rewrite: what they refer to is there until they do not.
  for (const [index, file] of [...files.entries()].reverse()) {
    if (restored.has(file.path)) continue;
    breathe(run);
    const temporary = temporaryName(plan.id, index);
    await sweep(root, file.path, temporary);
    const print = (bytes: Uint8Array): string => fingerprint(context.state, file.path, bytes);
    const now = await readFileBelow(root, file.path);
    const current = now === undefined ? undefined : print(now.bytes);
    if (current !== file.before) {
      // Nothing is overwritten where nothing is: whoever edited it moved it away.
      const conflict = current === file.after || current === undefined ? undefined : conflictOf(file);
      const old = conflict === undefined ? await firstBytes(file, index, vault, committed) : undefined;
      if (file.before !== undefined && (old === undefined || print(old) !== file.before)) {
        const message = conflict ?? `${file.path} has no copy of its first bytes`;
        conflicts.push({ path: file.path, message });
        run.emit({ type: 'conflict', path: file.path, message });
        continue;
      }
      if (conflict !== undefined) {
        conflicts.push({ path: file.path, message: conflict });
        run.emit({ type: 'conflict', path: file.path, message: conflict });
        continue;
      }
      const expected = (bytes: Uint8Array): boolean => print(bytes) === file.after;
      if (old === undefined) await removeFile(root, file.path, expected);
      else
        await replaceFile(root, file.path, old, {
          temporary,
          mode: file.mode,
          ...(current === undefined ? {} : { expected }),
        });
    }
    await journal.append({ type: 'restored', path: file.path });
    run.emit({ type: 'restored', path: file.path });
  }
  return conflicts;
}

function conflictOf(file: StagedFile): string {
  const source =
    file.origin === 'git'
      ? `its first bytes: git show ${file.commit ?? 'HEAD'}:./${file.path}`
      : file.origin === 'backup'
        ? 'its first bytes: the encrypted copy in the state directory'
        : 'it did not exist before';
  return `${file.path} was edited since the migration and is left as it is; ${source}`;
}

async function firstBytes(
  file: StagedFile,
  index: number,
  vault: Vault,
  committed: ReadonlyMap<string, Uint8Array> | undefined,
): Promise<Uint8Array | undefined> {
  if (file.origin === 'git') return committed?.get(file.path);
  return file.origin === 'backup' ? vault.get(`${index}.before`) : undefined;
}

/** @returns what somebody else changed since, which is left as it is */
async function undoAll(run: Run): Promise<{ path: string; message: string }[]> {
  const { journal, plan, context } = run;
  const left: { path: string; message: string }[] = [];
  if (plan.entries.length === 0) return left;
  const store = context.store as RemoteStore;
  const undone = new Set(journal.of('undone').map((record) => record.name));
  const stored = new Map(journal.of('stored').map(({ version }) => [version.name, version]));
  // A put whose answer never came may have arrived. The values are in their files again.
  const open = journal.of('intent').filter((record) => !stored.has(record.name) && !undone.has(record.name));
  if (open.length > 0) {
    const draft = await composeNow(run, new Map()).catch((error: unknown) => {
      // Edited since: what arrived is then known by its token alone.
      if (error instanceof MigrationError && error.code === 'changed') return undefined;
      throw error;
    });
    for (const { name, token, mode } of open) {
      const entry = draft?.entries.get(name);
      const value = entry === undefined ? undefined : entryValue(entry);
      const found = await store.find(name, token, value, context.signal);
      if (found === undefined) {
        await store.abandon?.(name, token, context.signal);
        continue;
      }
      const version = { ...found, made: mode };
      await journal.append({ type: 'stored', version });
      stored.set(name, version);
    }
  }
  for (const version of stored.values()) {
    if (undone.has(version.name)) continue;
    breathe(run);
    try {
      if (version.made !== 'reuse') await store.undo(version, context.signal);
      run.emit({ type: 'undone', name: version.name });
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
      left.push({ path: version.name, message: error.message });
      run.emit({ type: 'conflict', path: version.name, message: error.message });
    }
    await journal.append({ type: 'undone', name: version.name });
  }
  return left;
}
