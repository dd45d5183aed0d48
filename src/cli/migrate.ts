import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { openState } from '../config/index.ts';
import type { State } from '../config/index.ts';
import {
  applyPlan,
  planMigration,
  planOf,
  readPlan,
  renderPlan,
  resume,
  rollback,
  status,
  verify,
} from '../migration/index.ts';
import type { Context, MigrationEvent, Outcome, Plan, PlanOptions, Store } from '../migration/index.ts';
import { printable } from '../report/index.ts';
import { UsageError } from './errors.ts';
import { reportable } from './migrated.ts';
import { rootOf } from './root.ts';
import { scanWith } from './scan.ts';
import type { ScanArguments } from './scan.ts';
import { version } from './version.ts';

/** What `unleak migrate` was told. */
export interface MigrateArguments extends Pick<ScanArguments, 'paths' | 'only' | 'skip' | 'quiet' | 'now'> {
  readonly to: string | undefined;
  readonly age: readonly string[];
  readonly options: Partial<PlanOptions>;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly planOut: string | undefined;
  readonly noRollback: boolean;
  readonly json: boolean;
  /** GCP: `automatic`, or the locations of a user-managed replication. It cannot be changed later. */
  readonly replication: string | undefined;
}

/** The one-shot way: scan, plan, show, ask, apply, prove. Returns the exit code. */
export async function runMigrate(args: MigrateArguments, signal: AbortSignal): Promise<number> {
  if (args.to === undefined) throw new UsageError('where to? --to is missing', 'unleak migrate --to sops');
  const root = await rootOf(args.paths);
  const state = await openState(root);
  const store = await openStore(args.to, root, args);
  const result = await scanWith(
    {
      ...args,
      paths: args.paths,
      history: false,
      historyOnly: false,
      staged: false,
      range: undefined,
      branch: [],
      accept: [],
    },
    signal,
  );
  const findings = await reportable(result.findings, state);
  const plan = await planMigration({
    root,
    findings,
    store,
    state,
    program: version(),
    options: args.options,
    signal,
    ...(args.only.length > 0 ? { only: args.only } : {}),
    ...(args.skip.length > 0 ? { skip: args.skip } : {}),
  });
  say(args, renderPlan(plan));
  if (args.planOut !== undefined) {
    await writeFile(args.planOut, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    process.stderr.write(
      `the plan is in ${printable(args.planOut)}; apply it with: unleak migrate apply ${printable(args.planOut)}\n`,
    );
  }
  if (plan.questions.length > 0) {
    const [question] = plan.questions;
    throw new UsageError(question?.message ?? 'the plan has an open question', hintFor(question?.option));
  }
  if (plan.files.length === 0) {
    process.stderr.write(
      plan.manual.length > 0
        ? 'nothing can be moved without you; see the list above\n'
        : 'nothing to migrate\n',
    );
    return plan.manual.length > 0 ? 1 : 0;
  }
  if (args.dryRun || args.planOut !== undefined) return plan.manual.length > 0 ? 1 : 0;
  if (!args.yes && !(await confirm(plan))) {
    process.stderr.write('nothing was changed\n');
    return 2;
  }
  return finish(args, await applyPlan(plan, contextFor(args, root, store, state, signal)));
}

/** `unleak migrate apply PLAN`. */
export async function runApply(
  args: MigrateArguments,
  planPath: string,
  signal: AbortSignal,
): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const root = await rootOf(args.paths);
  const state = await openState(root);
  const text = await readFile(planPath, 'utf8').catch(() => {
    throw new UsageError(`${planPath}: no such plan`, 'unleak migrate --to sops --plan-out FILE makes one');
  });
  const plan = readPlan(text, state);
  const store = await openStore(args.to ?? plan.store.id, root, args);
  return finish(args, await applyPlan(plan, contextFor(args, root, store, state, signal)));
}

/** `unleak migrate resume|rollback|verify [ID]`: the newest migration that fits when no id is given. */
export async function runAgain(
  what: 'resume' | 'rollback' | 'verify',
  args: MigrateArguments,
  id: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const root = await rootOf(args.paths);
  const state = await openState(root);
  const known = await status({ state });
  const chosen =
    id === undefined
      ? known.filter((one) => one.next.includes(what)).at(-1)
      : known.find((one) => one.id === id);
  if (chosen === undefined)
    throw new UsageError(
      id === undefined ? `there is no migration to ${what}` : `no migration is called ${id}`,
      '"unleak migrate status" lists them',
    );
  const plan = await planOf(chosen.id, state);
  const store = await openStore(plan.store.id, root, args);
  const run = { resume, rollback, verify }[what];
  return finish(args, await run(chosen.id, contextFor(args, root, store, state, signal)));
}

/** `unleak migrate status [ID]`. */
export async function runStatus(args: MigrateArguments, id: string | undefined): Promise<number> {
  const state = await openState(await rootOf(args.paths));
  const all = await status({ state }, id);
  if (args.json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
  else if (all.length === 0) process.stdout.write('no migration was started here\n');
  else
    for (const one of all)
      process.stdout.write(
        `${one.id}  ${one.state.padEnd(12)} ${one.created.slice(0, 19)}  ${one.store}: ${one.storesDone} of ${one.storesTotal} stored, ${one.filesDone} of ${one.filesTotal} files${one.running ? ', running' : ''}${one.next.length > 0 ? `; next: ${one.next.map((next) => `unleak migrate ${next} ${one.id}`).join(' or ')}` : ''}\n`,
      );
  return 0;
}

/** The provider is loaded only when it is chosen: an SDK costs more than a scan of a small repository. */
async function openStore(to: string, root: string, args: MigrateArguments): Promise<Store> {
  switch (to) {
    case 'sops': {
      const { createSopsStore } = await import('../../providers/sops/index.ts');
      return createSopsStore({ root, env: process.env, ...(args.age.length > 0 ? { age: args.age } : {}) });
    }
    default:
      throw new UsageError(`no store is called ${to}`, 'one of sops, aws, gcp');
  }
}

function contextFor(
  args: MigrateArguments,
  root: string,
  store: Store,
  state: State,
  signal: AbortSignal,
): Context {
  return {
    root,
    store,
    state,
    program: version(),
    signal,
    noRollback: args.noRollback,
    events: (event) => tell(args, event),
    rescan: async (paths) => {
      if (paths.length === 0) return [];
      const result = await scanWith(
        {
          paths: paths.map((path) => resolve(root, path)),
          history: false,
          historyOnly: false,
          staged: false,
          range: undefined,
          branch: [],
          only: args.only,
          skip: args.skip,
          accept: [],
          now: args.now,
          quiet: true,
        },
        signal,
      );
      return result.findings;
    },
  };
}

async function confirm(plan: Plan): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError('not a terminal, so nobody can say yes', 'add --yes, or look first with --dry-run');
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await ask.question(
      `Move ${plan.changes.length} values and rewrite ${plan.files.length} files? [y/N] `,
    );
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    ask.close();
  }
}

function hintFor(option: string | undefined): string {
  switch (option) {
    case 'decryptedBy':
      return 'add --decrypted-by flux, ksops, helm-secrets or manual';
    case 'dotenv':
      return 'add --dotenv exec-env, or --dotenv keep to leave the file alone';
    default:
      return 'see "unleak migrate --help"';
  }
}

/** Text for people on stderr; with --json the events go to stdout, one a line. */
function say(args: MigrateArguments, text: string): void {
  if (!args.json) process.stderr.write(`${text.trimEnd()}\n`);
}

function tell(args: MigrateArguments, event: MigrationEvent): void {
  if (args.json) {
    process.stdout.write(`${JSON.stringify(event)}\n`);
    return;
  }
  if (args.quiet) return;
  const line = describe(event);
  if (line !== undefined) process.stderr.write(`${printable(line)}\n`);
}

function describe(event: MigrationEvent): string | undefined {
  switch (event.type) {
    case 'identity':
      return `new age identity: ${event.path} (keep a copy; whoever decrypts needs it)`;
    case 'stored':
      return `stored ${event.name} (${event.made})`;
    case 'verified':
      return `read back ${event.name}: equal`;
    case 'encrypted':
      return `encrypted ${event.path}, decrypted again with ${event.verifiedBy === 'identity' ? 'an identity' : 'the data key'}: equal`;
    case 'rewritten':
      return `${event.change === 'create' ? 'wrote' : event.change === 'remove' ? 'removed' : 'rewrote'} ${event.path}`;
    case 'check':
      return `${event.check.result === 'passed' ? 'proved' : event.check.result} ${event.check.check}: ${event.check.subject}${event.check.result === 'passed' ? '' : ` (${event.check.detail})`}`;
    case 'restored':
      return `restored ${event.path}`;
    case 'undone':
      return `took back ${event.name}`;
    case 'conflict':
      return `conflict in ${event.path}: ${event.message}`;
    default:
      return undefined;
  }
}

/** 0 done and proven; 1 done, something is left by hand; 4 stopped half-way. */
function finish(args: MigrateArguments, outcome: Outcome): number {
  if (args.json) process.stdout.write(`${JSON.stringify({ type: 'outcome', ...outcome })}\n`);
  else {
    const text: string[] = [];
    if (outcome.state === 'done') text.push(`done and proven: ${outcome.files.length} files rewritten`);
    if (outcome.state === 'rolled-back') text.push(`rolled back: ${outcome.files.length} files as they were`);
    if (outcome.state === 'stopped')
      text.push(
        `stopped: ${outcome.reason ?? ''}`,
        `continue with: unleak migrate resume ${outcome.id}`,
        `or go back: unleak migrate rollback ${outcome.id}`,
      );
    for (const conflict of outcome.conflicts) text.push(`conflict in ${conflict.path}: ${conflict.message}`);
    if (outcome.hint !== undefined) text.push(`hint: ${outcome.hint}`);
    const open = outcome.rotate.filter((item) => !item.rotated);
    if (outcome.state === 'done' && open.length > 0)
      text.push(
        `${open.length} values moved but were in the repository: rotate them at their vendors, then "unleak migrate verify ${outcome.id}"`,
      );
    if (outcome.state === 'done') text.push(`to take it back: unleak migrate rollback ${outcome.id}`);
    process.stderr.write(`${text.map(printable).join('\n')}\n`);
  }
  if (outcome.state === 'stopped' || outcome.state === 'conflict') return 4;
  return outcome.state === 'done' && outcome.manual.length > 0 ? 1 : 0;
}
