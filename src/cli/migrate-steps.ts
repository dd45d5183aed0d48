import { readFile } from 'node:fs/promises';
import { effectiveDetectors, openState } from '../config/index.ts';
import type { Config, State } from '../config/index.ts';
import { applyPlan, planOf, readPlan, resume, rollback, status, verify } from '../migration/index.ts';
import type { Outcome, Plan } from '../migration/index.ts';
import { createEngine } from '../engine/index.ts';
import type { Engine } from '../engine/index.ts';
import { builtIn, placeOf } from './detection.ts';
import { elsewhere } from './elsewhere.ts';
import { UsageError } from './errors.ts';
import { keepMemorySmall } from './memory.ts';
import type { Arguments } from './flags.ts';
import { migrationContext } from './migrate-context.ts';
import { finish, lookFor } from './migrate-finish.ts';
import { teller, tellStatus } from './migrate-output.ts';
import { closeStore, openStore, storeSettings } from './stores.ts';
import { configFor } from './suppression.ts';

/** `unleak migrate apply PLAN`: what `--plan-out` wrote. */
export async function runApply(args: Arguments, signal: AbortSignal): Promise<number> {
  const file = args.text('plan') ?? '';
  const { root } = await placeOf([]);
  const state = await openState(root);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `cannot read ${file} (${error.code ?? 'failed'})`,
      'unleak migrate --to … --plan-out FILE writes a plan',
    );
  });
  const plan = readPlan(text, state);
  return perform(plan, root, state, args, signal, (context) =>
    applyPlan(plan, { ...context, checkStore: true }),
  );
}

/** `unleak migrate status|resume|rollback|verify [ID]`. */
export async function runStep(
  verb: 'status' | 'resume' | 'rollback' | 'verify',
  args: Arguments,
  signal: AbortSignal,
): Promise<number> {
  const { root } = await placeOf([]);
  const state = await openState(root);
  const given = args.text('id');
  if (verb === 'status') {
    const all = await status({ state }, given);
    const tell = teller(args);
    const [one] = all;
    const found =
      all.length !== 1 || one === undefined
        ? new Map()
        : await lookFor(one.rotate, tell, async (tags) =>
            elsewhere(root, engineOf(await configFor(args, root)), state, tags, args, signal),
          );
    tellStatus(all, tell, found);
    return 0;
  }
  const id = given ?? (await onlyOne(state, verb));
  const plan = await planOf(id, state);
  const step = { resume, rollback, verify }[verb];
  return perform(plan, root, state, args, signal, (context) => step(id, context));
}

async function perform(
  plan: Plan,
  root: string,
  state: State,
  given: Arguments,
  signal: AbortSignal,
  step: (context: ReturnType<typeof migrationContext>) => Promise<Outcome>,
): Promise<number> {
  keepMemorySmall();
  const config = await configFor(given, root);
  const args = given.or(config.store);
  const engine = engineOf(config);
  const store = await openStore(plan.store.id, root, storeSettings(args, config.store, plan.options));
  const tell = teller(args);
  try {
    const context = migrationContext(root, store, state, engine, args, signal, tell.event);
    return await finish(await step(context), context, args, tell, (tags) =>
      elsewhere(root, engine, state, tags, args, signal),
    );
  } finally {
    await closeStore(store);
  }
}

function engineOf(config: Config): Engine {
  return createEngine(effectiveDetectors(builtIn, config.detectors, config.overrides));
}

/** Without an id: the one migration with which this can be done. */
async function onlyOne(state: State, verb: 'resume' | 'rollback' | 'verify'): Promise<string> {
  const fitting = (await status({ state })).filter((one) => one.next.includes(verb));
  const [only] = fitting;
  if (only === undefined)
    throw new UsageError(`no migration here can be asked to ${verb}`, '"unleak migrate status" lists them');
  if (fitting.length > 1)
    throw new UsageError(
      `which migration? ${fitting.map((one) => one.id).join(', ')}`,
      `unleak migrate ${verb} ${fitting.at(-1)?.id ?? ''}`,
    );
  return only.id;
}
