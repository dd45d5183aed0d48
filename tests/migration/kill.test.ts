import test, { type ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { reveal } from '../../src/engine/index.ts';
import {
  applyPlan,
  resume,
  rollback,
  status,
  type PlanOptions,
  type Store,
} from '../../src/migration/index.ts';
import { snapshot } from './helpers.ts';
import { base64, leaked, shop, shopFiles, type Shop } from './shop.ts';
import { openSops } from './sops-store.ts';
import { ServerStore, StoreServer } from './store-server.ts';

const long = process.env['UNLEAK_LONG'] !== undefined;
test.after.always(() =>
  rmSync(join(tmpdir(), `unleak-compile-cache-${process.pid}`), { recursive: true, force: true }),
);
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
  // A child starts in half the time when it need not strip and compile everything again.
  const cache = join(tmpdir(), `unleak-compile-cache-${process.pid}`);
  return { ...process.env, HOME: one.dir, XDG_STATE_HOME: join(one.dir, 'state'), NODE_COMPILE_CACHE: cache };
}

/** What differs between runs by chance alone: keys, nonces, time. */
function settled(files: Record<string, string>): Record<string, string> {
  const plain = (text: string): string =>
    text
      .replaceAll(/ENC\[[^\]]*\]/g, 'ENC')
      .replaceAll(/-----BEGIN[^]*?-----END AGE ENCRYPTED FILE-----/g, 'AGE')
      .replaceAll(/age1[0-9a-z]{58}/g, 'RECIPIENT')
      .replaceAll(/lastmodified: "[^"]*"/g, 'LASTMODIFIED');
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, plain(text)]));
}

function checkHalfWay(
  t: ExecutionContext,
  files: Record<string, string>,
  done: Record<string, string>,
): void {
  for (const [path, text] of Object.entries(settled(files)))
    if (!/\.unleak-.*\.tmp$/.test(path))
      t.true(text === done[path] || text === shopFiles[path], `${path} is the old or the new, never between`);
  for (const [path, text] of Object.entries(files))
    for (const value of [leaked.database, leaked.api, leaked.worker])
      if (text.includes(value) || text.includes(base64(value)))
        t.is(text, String(shopFiles[path]), `${path} holds a value that was not there before`);
}

/** A kind of store, fresh for every run. */
interface Kind {
  readonly options: Partial<PlanOptions>;
  /** For the child: a URL, or `sops`. */
  readonly where: string;
  readonly store: Store | ((root: string, home: string) => Store);
  /** Looks at the store's end: as after an undisturbed run, or empty. */
  check(t: ExecutionContext, here: Shop, undone: boolean): Promise<void>;
  stop(): Promise<void>;
}

async function remoteKind(live: { value: unknown }): Promise<Kind> {
  const server = await StoreServer.start();
  return {
    options: {},
    where: server.url,
    store: new ServerStore(server.url),
    check: (t, _here, undone) => {
      live.value ??= server.live();
      t.deepEqual(server.live(), undone ? {} : (live.value as ReturnType<StoreServer['live']>));
      return Promise.resolve();
    },
    stop: () => server.stop(),
  };
}

const sopsKind: Kind = {
  options: { decryptedBy: 'manual' },
  where: 'sops',
  store: openSops,
  check: async (t, here, undone) => {
    if (undone) return;
    const path = join(here.root, 'deploy/api-secrets.yaml');
    const bytes = new Uint8Array(readFileSync(path));
    const leaves = await openSops(here.root, here.dir).decrypt({ path, bytes, format: 'yaml' });
    t.deepEqual(
      leaves.map(({ value }) => Buffer.from(reveal(value)).toString()),
      [leaked.api, leaked.worker],
    );
  },
  stop: () => Promise.resolve(),
};

/** Runs one migration that is killed, then resumed or rolled back. @returns whether the kill came in the middle */
async function oneRun(
  t: ExecutionContext,
  run: number,
  kind: Kind,
  done: Record<string, string>,
  eventCount: number,
): Promise<boolean> {
  const here = await shop(t, kind.store);
  const plan = await here.plan(kind.options);
  const planFile = join(here.dir, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  const env = environment(here);
  const at = run % 2 === 0 ? { event: (run * 7) % eventCount } : { after: (run * 37) % 260 };
  const args = [here.root, plan.id, planFile, kind.where];
  await killed(at, ['apply', ...args], env);
  checkHalfWay(t, snapshot(here.root), done);
  const [now] = await status({ state: here.state });
  const back = run % 4 >= 2;
  // Some are killed a second time, in the second step.
  if (run % 8 >= 6 && now !== undefined)
    await killed({ after: (run * 53) % 200 }, [back ? 'rollback' : 'resume', ...args], env);
  if (now === undefined) t.deepEqual(snapshot(here.root), shopFiles);
  const context = here.context();
  const out =
    now === undefined
      ? await applyPlan(plan, context)
      : await (back ? rollback(plan.id, context) : resume(plan.id, context));
  const undone = back && now !== undefined;
  t.is(out.state, undone ? 'rolled-back' : 'done', out.reason);
  t.deepEqual(settled(snapshot(here.root)), undone ? settled(shopFiles as Record<string, string>) : done);
  await kind.check(t, here, undone);
  return now !== undefined && now.state !== 'done';
}

async function manyRuns(t: ExecutionContext, runs: number, make: () => Promise<Kind>): Promise<void> {
  const first = await make();
  const calm = await shop(t, first.store);
  t.is((await applyPlan(await calm.plan(first.options), calm.context())).state, 'done');
  await first.check(t, calm, false);
  await first.stop();
  const done = settled(snapshot(calm.root));
  let interrupted = 0;
  let next = 0;
  await Promise.all(
    [0, 1].map(async () => {
      while (next < runs) {
        const kind = await make();
        try {
          if (await oneRun(t, next++, kind, done, calm.events.length)) interrupted++;
        } finally {
          await kind.stop();
        }
      }
    }),
  );
  t.log(`${runs} runs, ${interrupted} of them killed half-way`);
  t.true(interrupted > runs / 4, 'the kills must hit the work, or the test proves nothing');
}

test('a remote store: killed anywhere, resume and rollback end as if nothing had happened', async (t) => {
  const live: { value: unknown } = { value: undefined };
  await manyRuns(t, long ? 500 : 20, () => remoteKind(live));
});

test('SOPS: killed anywhere, resume and rollback end as if nothing had happened', async (t) => {
  await manyRuns(t, long ? 500 : 20, () => Promise.resolve(sopsKind));
});
