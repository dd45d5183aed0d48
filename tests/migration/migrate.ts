import type { ExecutionContext } from 'ava';
import { applyPlan, type Outcome, type Plan, type PlanOptions } from '../../src/migration/index.ts';
import { snapshot, type Files } from './helpers.ts';
import { shop } from './shop.ts';
import { ServerStore, StoreServer } from './store-server.ts';

interface Result {
  readonly plan: Plan;
  readonly out: Outcome;
  readonly files: Record<string, string>;
  readonly live: Record<string, unknown>;
}

/** Plans and applies; what could not be moved is in the plan's list. */
export async function migrate(
  t: ExecutionContext,
  files: Files,
  wanted: Readonly<Record<string, RegExp>>,
  options: Partial<PlanOptions> = {},
  render = false,
): Promise<Result> {
  const remote = await StoreServer.start();
  t.teardown(() => remote.stop());
  const one = await shop(t, new ServerStore(remote.url), files, wanted);
  const plan = await one.plan(options);
  const out = await applyPlan(plan, one.context({ noRender: !render }));
  t.is(out.state, 'done', out.reason);
  const live = Object.fromEntries(Object.entries(remote.live()).map(([name, { value }]) => [name, value]));
  return { plan, out, files: snapshot(one.root), live };
}
