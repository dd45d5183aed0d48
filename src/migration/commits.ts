import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { editDocument, EditRefused, readDocument } from '../manifests/index.ts';
import type { Edit } from '../manifests/index.ts';
import { fingerprint, readFileBelow } from './files.ts';
import { Repository, writeGit } from './repository.ts';
import { withJournal, type Run } from './transaction.ts';
import { MigrationError, type Context } from './types.ts';

/** A commit that was made on the current branch. */
export interface MadeCommit {
  readonly oid: string;
  readonly subject: string;
  readonly paths: readonly string[];
}

const noPrune = {
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  'argocd.argoproj.io/sync-options': 'Prune=false',
} as const;

interface Change {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Commits a finished migration in the order in which a GitOps tool must see it: the old Secrets are marked to be kept
 * when their manifests go, then the new objects come, then the files change. No hook runs, and nothing else that is
 * staged goes along. What is empty is left out.
 * @throws {MigrationError} when a file was changed since, or git has no commit to build on
 */
export async function splitCommits(id: string, context: Context): Promise<readonly MadeCommit[]> {
  return withJournal(id, context, async (run) => {
    const repository = await Repository.open(run.root);
    const head = repository?.head;
    if (repository === undefined || head === undefined)
      throw new MigrationError('usage', 'there is no commit to build on', 'commit by hand');
    const now = await currentFiles(run);
    const before = await committed(run, repository, head);
    const created = new Set(
      run.plan.files.filter(({ change }) => change === 'create').map(({ path }) => path),
    );
    const holders = new Set(run.plan.changes.map(({ path }) => path));
    const isNew = ({ path }: Change): boolean => created.has(path) || !holders.has(path);
    const title = run.plan.store.title;
    const steps: readonly (readonly [string, readonly Change[]])[] = [
      ['Keep the Secrets when their manifests go', keepSecrets(run, before)],
      [`Add what reads secrets from ${title}`, now.filter(isNew)],
      [`Take secrets out of the files: ${title} has them`, now.filter((one) => !isNew(one))],
    ];
    return commitAll(run, head, steps);
  });
}

async function currentFiles(run: Run): Promise<Change[]> {
  const files: Change[] = [];
  for (const { path } of run.plan.files) {
    const disk = await readFileBelow(run.root, path);
    if (disk === undefined) throw new MigrationError('changed', `${path} is gone`, 'commit by hand', path);
    files.push({ path, bytes: disk.bytes });
  }
  return files;
}

/** The files as HEAD has them: a commit between would carry what was not committed before. */
async function committed(run: Run, repository: Repository, head: string): Promise<Map<string, Uint8Array>> {
  const modified = run.journal.of('staged')[0]?.files.filter(({ change }) => change === 'modify') ?? [];
  const paths = modified.map(({ path }) => path);
  const found = await repository.showAll(head, paths);
  for (const { path, before } of modified) {
    const bytes = found.get(path);
    if (bytes === undefined || fingerprint(run.context.state, path, bytes) !== before)
      throw new MigrationError('changed', `${path} was not committed before`, 'commit by hand', path);
  }
  return found;
}

/** The old manifests with the annotation that their GitOps tools know; none where nothing prunes. */
function keepSecrets(run: Run, before: ReadonlyMap<string, Uint8Array>): Change[] {
  const annotations = Object.entries(noPrune).filter(([key]) =>
    run.plan.warnings.some((warning) => warning.includes(key)),
  );
  if (annotations.length === 0) return [];
  const replaced = new Set(
    run.plan.changes.filter(({ becomes }) => becomes.startsWith('ExternalSecret ')).map(({ path }) => path),
  );
  return [...replaced].flatMap((path) => {
    const bytes = before.get(path);
    const document = bytes === undefined ? undefined : readDocument(path, bytes);
    const secrets = document?.resources.filter(({ kind }) => kind === 'Secret') ?? [];
    if (document === undefined || secrets.length === 0) return [];
    const edits = secrets.flatMap((secret) =>
      annotations.map(([key, value]): Edit => ({
        action: 'add',
        document: secret.document,
        path: [...(secret.item === undefined ? [] : ['items', secret.item]), 'metadata', 'annotations'],
        key,
        text: JSON.stringify(value),
      })),
    );
    try {
      return [{ path, bytes: editDocument(document, edits).bytes }];
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      throw new MigrationError(
        'unsupported',
        `${path} cannot be annotated`,
        'annotate and commit by hand',
        path,
      );
    }
  });
}

async function commitAll(
  run: Run,
  head: string,
  steps: readonly (readonly [string, readonly Change[]])[],
): Promise<MadeCommit[]> {
  const index = join(run.context.state.dir, `index-${run.plan.id}`);
  const env = { GIT_INDEX_FILE: index };
  const prefix = await writeGit(run.root, ['rev-parse', '--show-prefix']);
  const made: MadeCommit[] = [];
  let parent = head;
  try {
    await writeGit(run.root, ['read-tree', head], { env });
    for (const [subject, changes] of steps) {
      if (changes.length === 0) continue;
      const lines: string[] = [];
      for (const { path, bytes } of changes) {
        const oid = await writeGit(run.root, ['hash-object', '-w', '--no-filters', '--stdin'], {
          input: bytes,
        });
        const [entry] = (
          await writeGit(run.root, ['ls-files', '--stage', '--', `:(top,literal)${prefix}${path}`], { env })
        ).split(' ');
        lines.push(`${entry === '100755' ? '100755' : '100644'} ${oid}\t${prefix}${path}\0`);
      }
      const input = Buffer.from(lines.join(''));
      await writeGit(run.root, ['update-index', '-z', '--add', '--index-info'], { env, input });
      const tree = await writeGit(run.root, ['write-tree'], { env });
      const message = Buffer.from(`${subject}\n`);
      const oid = await writeGit(run.root, ['commit-tree', tree, '-p', parent], { input: message });
      // The user's own index knows the last state of these files, and keeps what else is staged.
      await writeGit(run.root, ['update-ref', '-m', 'unleak migrate', 'HEAD', oid, parent]);
      parent = oid;
      made.push({ oid, subject, paths: changes.map(({ path }) => path) });
      await writeGit(run.root, ['update-index', '-z', '--add', '--index-info'], { input });
    }
  } finally {
    await rm(index, { force: true });
  }
  return made;
}
