import type { ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatOf } from '../../providers/sops/index.ts';
import { reveal } from '../../src/engine/index.ts';
import { applyPlan, type Outcome, type Plan, type PlanOptions } from '../../src/migration/index.ts';
import { snapshot, type Files } from './helpers.ts';
import { shop, shopFiles, shopWanted, type Shop } from './shop.ts';
import { openSops } from './sops-store.ts';

interface Result {
  readonly one: Shop;
  readonly plan: Plan;
  readonly out: Outcome;
  readonly files: Record<string, string>;
  /** Every encrypted value of a file, by its path. */
  readonly read: (path: string) => Promise<Record<string, string>>;
}

/** Plans and applies with the real store; the outcome must be done and proven. */
export async function migrateToSops(
  t: ExecutionContext,
  files: Files = shopFiles,
  wanted: Readonly<Record<string, RegExp>> = shopWanted,
  options: Partial<PlanOptions> = { decryptedBy: 'manual' },
): Promise<Result> {
  const one = await shop(t, openSops, files, wanted);
  const plan = await one.plan(options);
  const out = await applyPlan(plan, one.context());
  t.is(out.state, 'done', out.reason);
  t.deepEqual(
    out.proof?.checks.filter((check) => check.result === 'failed'),
    [],
  );
  const store = openSops(one.root, one.dir);
  return {
    one,
    plan,
    out,
    files: snapshot(one.root),
    read: async (path) => {
      const bytes = new Uint8Array(readFileSync(join(one.root, path)));
      const leaves = await store.decrypt({ path: join(one.root, path), bytes, format: formatOf(path) });
      return Object.fromEntries(
        leaves.map((leaf) => [leaf.path.join('.'), Buffer.from(reveal(leaf.value)).toString()]),
      );
    },
  };
}
