import { relative, resolve, sep } from 'node:path';
import { applySuppressions, effectiveDetectors, openState } from '../config/index.ts';
import type { Config } from '../config/index.ts';
import { applyPlan, planMigration, renderPlan } from '../migration/index.ts';
import type { Plan, PlanInput, PlanOptions, Question } from '../migration/index.ts';
import { scan } from '../scan/index.ts';
import type { LiveFinding } from '../scan/index.ts';
import { createEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import { ask, isYes } from './ask.ts';
import { acceptance, builtIn, nowFrom, placeOf } from './detection.ts';
import { elsewhere } from './elsewhere.ts';
import { UsageError } from './errors.ts';
import { keepMemorySmall } from './memory.ts';
import type { Arguments } from './flags.ts';
import { locate, readReport } from './locate.ts';
import { migrationContext } from './migrate-context.ts';
import { finish } from './migrate-finish.ts';
import { teller } from './migrate-output.ts';
import type { Teller } from './migrate-output.ts';
import { progressLine } from './progress.ts';
import { openSink } from './sink.ts';
import { closeStore, completeSettings, openStore, plannedSettings, storeSettings } from './stores.ts';
import type { StoreSettings } from './stores.ts';
import { configFor, suppressionContext } from './suppression.ts';
import { version } from './version.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** `unleak migrate`: scan, plan, show, ask, apply, prove. */
export async function runMigrate(given: Arguments, signal: AbortSignal): Promise<number> {
  keepMemorySmall();
  const paths = given.list('paths');
  const place = await placeOf(paths);
  const { root } = place;
  const config = await configFor(given, root);
  const args = given.or(config.store);
  const to = args.text('to') ?? config.store.to;
  if (to === undefined)
    throw new UsageError('where to? give --to', '--to sops encrypts in place; --to aws and --to gcp store');
  const state = await openState(root);
  const engine = createEngine(effectiveDetectors(builtIn, config.detectors, config.overrides));
  const tell = teller(args);
  const settings = await completeSettings(to, storeSettings(args, config.store));
  const store = await openStore(to, root, settings);
  try {
    const found = inside(await findNow(root, engine, state.key, args, signal), root, paths);
    // What a baseline accepts can still be moved: that is the way out of it. Ignored things stay.
    const { baseline: _, ...suppression } = await suppressionContext(args, place, config, state, {
      now: nowFrom(args.text('now')),
      complete: false,
    });
    const { findings: all } = await applySuppressions(found, suppression);
    const report = args.text('report');
    const findings =
      report === undefined ? all : (await locate(await readReport(report), all, place, state)).found;
    const input: Omit<PlanInput, 'options'> = {
      root,
      findings,
      store,
      state,
      program: version(),
      signal,
      ...(args.list('only').length > 0 ? { only: args.list('only') } : {}),
      ...(args.list('skip').length > 0 ? { skip: args.list('skip') } : {}),
    };
    let options = planOptions(args, config.store, settings);
    let plan = await planMigration({ ...input, options });
    if (interactive(args) && plan.questions.length > 0) {
      options = { ...options, ...(await answers(plan.questions, signal)) };
      plan = await planMigration({ ...input, options });
    }
    tell.data({ type: 'plan', plan });
    tell.line(renderPlan(plan).trimEnd());
    const planOut = args.text('plan-out');
    if (planOut !== undefined) {
      const sink = openSink(planOut);
      sink.write(`${JSON.stringify(plan, undefined, 2)}\n`);
      sink.close();
      tell.line(`\nthe plan is in ${planOut}: unleak migrate apply ${planOut}`);
    }
    const [question] = plan.questions;
    if (question !== undefined && !interactive(args)) throw openQuestion(question);
    if (plan.files.length === 0) return nothingToDo(plan, tell);
    if (planOut !== undefined || args.on('dry-run')) return plan.manual.length > 0 ? 1 : 0;
    if (!(await agreed(args, plan, signal))) {
      tell.line('nothing was done');
      return 2;
    }
    const context = migrationContext(root, store, state, engine, args, signal, tell.event);
    const outcome = await applyPlan(plan, context);
    return await finish(outcome, context, args, tell, (tags) =>
      elsewhere(root, engine, state, tags, args, signal),
    );
  } finally {
    await closeStore(store);
  }
}

/** What stays open when nobody can be asked, and the flag that answers it. */
function openQuestion({ option, message }: Question): UsageError {
  const flags = {
    decryptedBy: 'add --decrypted-by flux, ksops, helm-secrets or manual',
    dotenv: 'add --dotenv exec-env, or --dotenv keep to leave the file alone',
    update: 'add --update for a new version of the secret that is there',
  };
  return new UsageError(message, flags[option]);
}

function nothingToDo(plan: Plan, tell: Teller): number {
  const left = plan.manual.length > 0 || plan.questions.length > 0;
  tell.line(left ? 'nothing can be moved without you: see above' : 'nothing to migrate');
  return left ? 1 : 0;
}

/** What the files hold now; the history cannot be moved, only revoked. */
async function findNow(
  root: string,
  engine: Engine,
  key: Uint8Array,
  args: Arguments,
  signal: AbortSignal,
): Promise<readonly LiveFinding[]> {
  const progress = progressLine(args.on('quiet'));
  try {
    const result = await scan({
      paths: [root],
      cwd: root,
      engine,
      version: version(),
      history: false,
      key,
      now: nowFrom(args.text('now')),
      accept: args.list('accept').map(acceptance),
      signal,
      onProgress: progress.update,
    });
    return result.findings;
  } finally {
    progress.clear();
  }
}

/** Only what stands in the paths that were given. */
function inside(
  findings: readonly LiveFinding[],
  root: string,
  paths: readonly string[],
): readonly LiveFinding[] {
  const prefixes = paths.map((path) => relative(root, resolve(path)).split(sep).join('/'));
  if (prefixes.length === 0 || prefixes.includes('')) return findings;
  const wanted = (path: string | undefined): boolean =>
    prefixes.some((prefix) => path === prefix || path?.startsWith(`${prefix}/`) === true);
  return findings.flatMap((finding) => {
    const places = finding.places.filter((place) => wanted(place.path));
    return places.length === 0 ? [] : [{ ...finding, places }];
  });
}

/** What was chosen: by flags, else in the configuration. */
function planOptions(
  args: Arguments,
  config: Config['store'],
  settings: StoreSettings,
): Partial<PlanOptions> {
  const style = args.text('style') ?? config.style;
  const dotenv = args.text('dotenv') ?? config.dotenv;
  const nameTemplate = args.text('name-template') ?? config.nameTemplate;
  const decryptedBy = args.text('decrypted-by') ?? config.decryptedBy;
  const secretStore = secretStoreOf(args.text('secret-store') ?? config.secretStore);
  const composite = args.text('composite');
  return {
    update: args.on('update'),
    ...(args.on('code') ? { code: true } : {}),
    ...(args.on('pin') ? { pin: true } : {}),
    ...(composite === undefined ? {} : { composite: composite as NonNullable<PlanOptions['composite']> }),
    ...(style === undefined ? {} : { style: style as PlanOptions['style'] }),
    ...(dotenv === undefined ? {} : { dotenv: dotenv as PlanOptions['dotenv'] }),
    ...(nameTemplate === undefined ? {} : { nameTemplate }),
    ...(decryptedBy === undefined
      ? {}
      : { decryptedBy: decryptedBy as NonNullable<PlanOptions['decryptedBy']> }),
    ...plannedSettings(settings),
    ...(secretStore === undefined ? {} : { secretStore }),
  };
}

function secretStoreOf(text: string | undefined): PlanOptions['secretStore'] {
  if (text === undefined) return undefined;
  const [kind, name] = text.includes('/') ? text.split('/', 2) : ['SecretStore', text];
  if ((kind !== 'SecretStore' && kind !== 'ClusterSecretStore') || name === undefined || name === '')
    throw new UsageError('--secret-store takes a name, or ClusterSecretStore/name');
  return { kind, name };
}

/** Questions are asked only where somebody can answer. */
function interactive(args: Arguments): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && !args.on('yes') && !args.on('json');
}

async function answers(questions: readonly Question[], signal: AbortSignal): Promise<Partial<PlanOptions>> {
  const given: Writable<Partial<PlanOptions>> = {};
  for (const { option, message, files } of questions) {
    const where = `${message}\n${files.map((file) => `    ${file}\n`).join('')}`;
    if (option === 'decryptedBy') {
      const answer = await ask(
        `${where}flux, ksops, helm-secrets, manual, or nothing to leave them: `,
        signal,
      );
      if (['flux', 'ksops', 'helm-secrets', 'manual'].includes(answer))
        given.decryptedBy = answer as NonNullable<PlanOptions['decryptedBy']>;
    } else if (option === 'dotenv') {
      if (isYes(await ask(`${where}move them to an encrypted file for sops exec-env? [y/N] `, signal)))
        given.dotenv = 'exec-env';
    } else if (isYes(await ask(`${where}[y/N] `, signal))) given.update = true;
  }
  return given;
}

async function agreed(args: Arguments, plan: Plan, signal: AbortSignal): Promise<boolean> {
  if (args.on('yes')) return true;
  if (!interactive(args))
    throw new UsageError(
      'nobody can be asked here',
      'give --yes to carry the plan out, or --dry-run to see it only',
    );
  return isYes(await ask(`\ncarry out this plan (${plan.changes.length} values)? [y/N] `, signal));
}
