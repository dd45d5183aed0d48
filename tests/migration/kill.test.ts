import test, { type ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { applyPlan, resume, rollback, status, type Plan } from '../../src/migration/index.ts';
import { snapshot } from './helpers.ts';
import { base64, leaked, shop, shopFiles, type Shop } from './shop.ts';
import { ServerStore, StoreServer } from './store-server.ts';

const runs = process.env['UNLEAK_LONG'] === undefined ? 24 : 600;
const child = fileURLToPath(new URL('child.ts', import.meta.url));

/** One step in a child that is killed: at its `event`-th event, or some milliseconds after it began. */
async function killed(
  at: { readonly event: number } | { readonly after: number },
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const process_ = spawn(process.execPath, [child, ...args], {
    env: { ...env, ...('event' in at ? { DIE_AT_EVENT: String(at.event) } : {}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(process_, 'exit');
  await once(process_.stdout, 'data');
  if ('after' in at) {
    await Promise.race([sleep(at.after), exit]);
    process_.kill('SIGKILL');
  }
  const [, signal] = (await exit) as [number | null, string | null];
  return signal === 'SIGKILL';
}

function environment(one: Shop): NodeJS.ProcessEnv {
  return { ...process.env, HOME: one.dir, XDG_STATE_HOME: join(one.dir, 'state') };
}

function checkHalfWay(
  t: ExecutionContext,
  files: Record<string, string>,
  done: Record<string, string>,
): void {
  for (const [path, text] of Object.entries(files)) {
    if (/\.unleak-.*\.tmp$/.test(path)) continue;
    t.true(text === done[path] || text === shopFiles[path], `${path} is the old or the new, never between`);
  }
  for (const [path, text] of Object.entries(files))
    for (const value of [leaked.database, leaked.api, leaked.worker])
      if (text.includes(value) || text.includes(base64(value)))
        t.is(text, String(shopFiles[path]), `${path} holds a value that was not there before`);
}

test('killed anywhere, resume and rollback end as if nothing had happened', async (t) => {
  const remote = await StoreServer.start();
  t.teardown(() => remote.stop());
  const calm = await shop(t, new ServerStore(remote.url));
  const calmPlan = await calm.plan();
  await applyPlan(calmPlan, calm.context());
  const done = snapshot(calm.root);
  const live = remote.live();
  const eventCount = calm.events.length;
  let kills = 0;
  let interrupted = 0;
  const one = async (run: number): Promise<void> => {
    const server = await StoreServer.start();
    try {
      const here = await shop(t, new ServerStore(server.url));
      const plan: Plan = await here.plan();
      const planFile = join(here.dir, 'plan.json');
      writeFileSync(planFile, JSON.stringify(plan));
      const env = environment(here);
      const at = run % 2 === 0 ? { event: (run * 7) % eventCount } : { after: (run * 37) % 260 };
      if (await killed(at, ['apply', here.root, plan.id, planFile, server.url], env)) kills++;
      checkHalfWay(t, snapshot(here.root), done);
      const [now] = await status({ state: here.state });
      if (now !== undefined && now.state !== 'done') interrupted++;
      const context = here.context();
      // Some are killed a second time, in the second step.
      const back = run % 4 >= 2;
      if (run % 8 >= 6 && now !== undefined)
        await killed(
          { after: (run * 53) % 200 },
          [back ? 'rollback' : 'resume', here.root, plan.id, planFile, server.url],
          env,
        );
      if (now === undefined) t.deepEqual(snapshot(here.root), shopFiles);
      const out =
        now === undefined
          ? await applyPlan(plan, context)
          : await (back ? rollback(plan.id, context) : resume(plan.id, context));
      const undone = back && now !== undefined;
      t.is(out.state, undone ? 'rolled-back' : 'done', out.reason);
      t.deepEqual(snapshot(here.root), undone ? shopFiles : done);
      t.deepEqual(server.live(), undone ? {} : live);
    } finally {
      await server.stop();
    }
  };
  let next = 0;
  await Promise.all(
    [0, 1].map(async () => {
      while (next < runs) await one(next++);
    }),
  );
  t.log(`${runs} runs, ${kills} killed, ${interrupted} of them half-way`);
  t.true(interrupted > runs / 4, 'the kills must hit the work, or the test proves nothing');
});
