import { constants } from 'node:fs';
import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredVersion } from './store.ts';
import {
  MigrationError,
  type Plan,
  type PlannedFile,
  type ProofCheck,
  type StateDirectory,
} from './types.ts';

/** How a file gets its first bytes back. */
export interface StagedFile {
  readonly path: string;
  readonly change: PlannedFile['change'];
  /** Keyed fingerprints. */
  readonly before?: string;
  readonly after?: string;
  readonly mode: number;
  /** `git`: the commit holds exactly these bytes; `backup`: encrypted in the state directory; `none`: not at all. */
  readonly origin: 'git' | 'backup' | 'none';
  readonly commit?: string;
}

export type JournalRecord =
  | { readonly type: 'plan'; readonly plan: Plan; readonly noRollback: boolean }
  | {
      readonly type: 'intent';
      readonly name: string;
      readonly token: string;
      readonly mode: 'create' | 'update';
    }
  | { readonly type: 'stored'; readonly version: StoredVersion }
  | { readonly type: 'verified'; readonly name: string }
  | { readonly type: 'staged'; readonly files: readonly StagedFile[] }
  | { readonly type: 'rewritten'; readonly path: string }
  | { readonly type: 'proving' }
  | { readonly type: 'done'; readonly checks: readonly ProofCheck[] }
  | { readonly type: 'verify'; readonly checks: readonly ProofCheck[]; readonly rotated: readonly string[] }
  | { readonly type: 'rolling-back' }
  | { readonly type: 'restored'; readonly path: string }
  | { readonly type: 'undone'; readonly name: string }
  | { readonly type: 'rolled-back' };

const linePattern = /^\{"mac":"([0-9a-f]{64})","record":(.*)\}$/s;

/**
 * An append-only JSONL file, flushed to the disk before an append returns. Each line carries a keyed code over itself
 * and the code before it, so that a line that was changed, moved or taken out is noticed. A torn last line is what a
 * kill leaves behind; it counts as not written.
 */
export class Journal {
  readonly id: string;
  readonly records: JournalRecord[] = [];
  readonly #state: StateDirectory;
  readonly #handle: FileHandle;
  #last = '';
  #size = 0;
  /** What a killed writer left behind is cut off. */
  #cut = false;
  /** A line could not be written: none that follows it would verify. */
  #broken = false;
  #queue: { readonly line: string; readonly done: () => void; readonly failed: (error: Error) => void }[] =
    [];
  #flushing: Promise<void> | undefined;

  private constructor(id: string, state: StateDirectory, handle: FileHandle) {
    this.id = id;
    this.#state = state;
    this.#handle = handle;
  }

  /** Starts a journal; one that was killed before its first record counts as none. @throws {MigrationError} `state` when there is one of this name */
  static async create(id: string, state: StateDirectory): Promise<Journal> {
    const directory = await journalDirectory(state);
    let handle: FileHandle;
    try {
      handle = await open(join(directory, `${id}.jsonl`), 'wx', 0o600);
    } catch {
      const empty = await Journal.open(id, state).catch(() => undefined);
      if (empty?.records.length === 0) return empty;
      await empty?.close();
      throw new MigrationError(
        'state',
        `migration ${id} was started before, or its journal cannot be written`,
        `unleak migrate status ${id} says how far it is; one that was taken back needs a new plan`,
      );
    }
    await syncDirectory(directory);
    return new Journal(id, state, handle);
  }

  /** Opens a journal and reads it; `read` while another process may be writing it. @throws {MigrationError} `not-found`, or `state` when it does not verify */
  static async open(id: string, state: StateDirectory, mode: 'read' | 'write' = 'write'): Promise<Journal> {
    if (!/^[0-9a-z-]{1,64}$/.test(id)) throw notFound(id);
    let handle: FileHandle;
    try {
      handle = await open(
        join(await journalDirectory(state), `${id}.jsonl`),
        (mode === 'read' ? constants.O_RDONLY : constants.O_RDWR) | constants.O_NOFOLLOW,
      );
    } catch {
      throw notFound(id);
    }
    const journal = new Journal(id, state, handle);
    await journal.#load();
    return journal;
  }

  /** Ids, in the order of their names, which begin with the time. */
  static async list(state: StateDirectory): Promise<string[]> {
    const names = await readdir(await journalDirectory(state));
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length))
      .sort();
  }

  async #load(): Promise<void> {
    const text = await this.#handle.readFile('utf8');
    let good = 0;
    while (good < text.length) {
      const end = text.indexOf('\n', good);
      if (end < 0) break;
      const record = this.#parse(text.slice(good, end));
      if (record === undefined) {
        await this.close();
        throw new MigrationError(
          'state',
          `the journal of ${this.id} does not verify at line ${this.records.length + 1}`,
          'it was changed, or written with another key; nothing was done',
        );
      }
      this.records.push(record);
      good = end + 1;
    }
    this.#size = Buffer.byteLength(text.slice(0, good));
  }

  #parse(line: string): JournalRecord | undefined {
    const match = linePattern.exec(line);
    const [, mac = '', json = ''] = match ?? [];
    if (match === null || this.#code(json) !== mac) return undefined;
    this.#last = mac;
    return JSON.parse(json) as JournalRecord;
  }

  #code(json: string): string {
    return this.#state.mac(`journal ${this.id} ${this.#last}`, Buffer.from(json));
  }

  /** On the disk when the promise resolves. Appends that wait together share one flush. */
  append(record: JournalRecord): Promise<void> {
    const json = JSON.stringify(record);
    const mac = this.#code(json);
    this.#last = mac;
    this.records.push(record);
    return new Promise((done, failed) => {
      this.#queue.push({ line: `{"mac":"${mac}","record":${json}}\n`, done, failed });
      this.#flushing ??= this.#flush();
    });
  }

  /**
   * As {@link append}, for what a resume finds out by itself when the line is lost: nobody waits for the disk. The lines
   * that follow come after it, and fail if it failed.
   */
  note(record: JournalRecord): void {
    this.append(record).catch(() => undefined);
  }

  async #flush(): Promise<void> {
    // Let the appends of the same turn come in.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        const bytes = Buffer.from(batch.map((entry) => entry.line).join(''));
        if (this.#broken) throw new Error('a line before is missing');
        // Only a writer cuts a torn line off: for a reader it may be a line that is just being written.
        if (!this.#cut) await this.#handle.truncate(this.#size);
        this.#cut = true;
        await this.#handle.write(bytes, 0, bytes.length, this.#size);
        this.#size += bytes.length;
        await this.#handle.datasync();
        for (const entry of batch) entry.done();
      } catch {
        this.#broken = true;
        for (const entry of batch)
          entry.failed(
            new MigrationError(
              'state',
              'the journal cannot be written',
              'check the free space and permissions',
            ),
          );
      }
    }
    this.#flushing = undefined;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#handle.close();
  }

  /** The records of one type. */
  of<T extends JournalRecord['type']>(type: T): Extract<JournalRecord, { type: T }>[] {
    return this.records.filter(
      (record): record is Extract<JournalRecord, { type: T }> => record.type === type,
    );
  }
}

async function journalDirectory(state: StateDirectory): Promise<string> {
  const directory = join(state.dir, 'journal');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** Makes a name that was added to a directory survive a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch {
    // Some file systems cannot; the name is then as safe as they make it.
  } finally {
    await handle.close();
  }
}

function notFound(id: string): MigrationError {
  return new MigrationError('not-found', `there is no migration ${id}`, 'unleak migrate status lists them');
}
