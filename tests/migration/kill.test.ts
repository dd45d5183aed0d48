import test, { type ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { build } from 'esbuild';
import { applyPlan, resume, rollback, status } from '../../src/migration/index.ts';
import { startMoto, type Running } from '../services/aws.ts';
import type { FaultKind } from '../services/faults.ts';
import { need, part } from '../services/parts.ts';
import { snapshot } from './helpers.ts';
import { base64, leaked, shop, shopFiles, type Shop } from './shop.ts';
import { awsEnvironment, awsKind, gcpKind, sopsKind, theirs, type Kind } from './store-kinds.ts';

/** How many of a number of runs: all in the long suite. */
const runsOf = (few: number, many: number): number => {
  const asked = Number(process.env['UNLEAK_RUNS'] ?? 0);
  if (asked > 0) return asked;
  return process.env['UNLEAK_LONG'] === undefined ? few : many;
};

/** The child in one file for each store: it starts in a third of the time, and the kills hit the work. */
const bundle = join(tmpdir(), `unleak-kill-${process.pid}-${threadId}`);
const child = join(bundle, 'child.mjs');
let moto: Running | undefined;
test.before(async () => {
  Object.assign(process.env, awsEnvironment);
  await build({
    entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // It reads its descriptors from beside its code.
    external: ['@google-cloud/secret-manager', '@grpc/grpc-js'],
    banner: { js: `import {createRequire} from 'node:module';const require=createRequire(import.meta.url);` },
    outdir: bundle,
    outExtension: { '.js': '.mjs' },
  });
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(bundle, 'node_modules'));
  const program = part('moto_server');
  if (program !== undefined) moto = await startMoto(program);
});
test.after.always(async () => moto?.stop());
test.after.always(() => rmSync(bundle, { recursive: true, force: true }));

/** When a child is killed. */
type Moment =
  | { readonly event: number }
  | { readonly after: number }
  /** At its n-th call to the store: before it is carried out, or after, when the answer has not come. */
  | { readonly call: number; readonly when: 'before' | 'after'; readonly kind: Kind };

/** One step in a child that is killed. @returns how long it ran, and what it said at its end */
async function killed(
  at: Moment,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly milliseconds: number; readonly said: string }> {
  const process_ = spawn(process.execPath, [child, ...args], {
    env: { ...env, ...('event' in at ? { DIE_AT_EVENT: String(at.event) } : {}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(process_, 'exit');
  let calls = 0;
  if ('call' in at) at.kind.watch?.(at.when, () => void (calls++ === at.call && process_.kill('SIGKILL')));
  let said = '';
  await once(process_.stdout, 'data');
  process_.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const start = performance.now();
  if ('after' in at) {
    const ended = new AbortController();
    const { signal } = ended;
    await Promise.race([sleep(at.after, undefined, { signal }), exit]);
    // A timer that still runs would keep the whole file from ending.
    ended.abort();
    process_.kill('SIGKILL');
  }
  await exit;
  return { milliseconds: Math.ceil(performance.now() - start), said };
}

function environment(one: Shop): NodeJS.ProcessEnv {
  const cache = join(bundle, 'cache');
  return { ...process.env, HOME: one.dir, XDG_STATE_HOME: join(one.dir, 'state'), NODE_COMPILE_CACHE: cache };
}

/** What differs between runs by chance alone: keys, nonces, time. */
function settled(
  files: Record<string, string>,
  settle: Kind['settle'] = (text) => text,
): Record<string, string> {
  const plain = (text: string): string =>
    settle(text)
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
  settle: Kind['settle'],
): void {
  for (const [path, text] of Object.entries(settled(files, settle)))
    if (!/\.unleak-.*\.tmp$/.test(path))
      t.true(text === done[path] || text === shopFiles[path], `${path} is the old or the new, never between`);
  for (const [path, text] of Object.entries(files))
    for (const value of [leaked.database, leaked.api, leaked.worker])
      if (text.includes(value) || text.includes(base64(value)))
        t.is(text, String(shopFiles[path]), `${path} holds a value that was not there before`);
}

/** What an undisturbed run leaves, in the files and in the store. */
interface End {
  readonly files: Record<string, string>;
  readonly held: unknown;
  readonly heldBefore: unknown;
  readonly events: number;
  readonly calls: number;
  /** What a child takes for it. */
  readonly milliseconds: number;
}

function momentOf(run: number, kind: Kind, end: End): Moment {
  if (run % 3 === 0 || (run % 3 === 1 && kind.watch === undefined)) return { event: (run * 7) % end.events };
  if (run % 3 === 1) return { call: (run * 5) % end.calls, when: run % 2 === 0 ? 'before' : 'after', kind };
  return { after: (run * 37) % end.milliseconds };
}

/** `occupied`: the first name held another value before, and gets a new version. */
async function undisturbed(t: ExecutionContext, kind: Kind, occupied: boolean): Promise<End> {
  if (occupied) await kind.occupy?.();
  const calm = await shop(t, kind.store);
  const heldBefore = await kind.held(calm);
  const plan = await calm.plan({ ...kind.options, update: occupied });
  const planFile = join(calm.dir, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  let calls = 0;
  kind.watch?.('before', () => void calls++);
  const args = ['apply', calm.root, plan.id, planFile, kind.where];
  const { milliseconds, said } = await killed({ after: 60_000 }, args, environment(calm));
  kind.calm?.();
  const out = await resume(plan.id, calm.context());
  t.is(out.state, 'done', out.reason);
  const end = {
    calls,
    milliseconds,
    files: settled(snapshot(calm.root), kind.settle),
    held: await kind.held(calm),
    heldBefore,
    events: Number(said),
  };
  await kind.stop();
  return end;
}

/** After a rollback: nothing of ours is what anybody reads. */
function checkUndone(t: ExecutionContext, held: unknown, end: End, occupied: boolean): void {
  if (!occupied) return void t.deepEqual(held, end.heldBefore);
  // Versions are never taken away; what readers get is what they got before, and nothing of ours is still staged.
  const { db, ...rest } = held as Record<string, { value?: string; latest?: string; stages?: string[] }>;
  t.is(db?.value ?? db?.latest, theirs);
  t.deepEqual(Object.values(rest), [undefined, undefined]);
  t.false(db?.stages?.some((stage) => stage.includes('STAGED')) === true);
}

const mishaps: readonly FaultKind[] = [
  'throttle',
  'fail-before',
  'fail-after',
  'cut-before',
  'cut-after',
  'garbage-after',
];

/** Runs one migration that is killed, then resumed or rolled back. @returns where the kill found it, and which it was */
async function oneRun(
  t: ExecutionContext,
  run: number,
  kind: Kind,
  end: End,
  occupied: boolean,
): Promise<string> {
  if (occupied) await kind.occupy?.();
  const here = await shop(t, kind.store);
  const plan = await here.plan({ ...kind.options, update: occupied });
  const planFile = join(here.dir, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));
  const env = environment(here);
  const args = [here.root, plan.id, planFile, kind.where];
  const mishap = mishaps[run % mishaps.length];
  if (run % 5 === 4 && mishap !== undefined)
    kind.fault?.({ action: '*', kind: mishap, times: 1 + (run % 3) });
  await killed(momentOf(run, kind, end), ['apply', ...args], env);
  checkHalfWay(t, snapshot(here.root), end.files, kind.settle);
  const [now] = await status({ state: here.state });
  const back = run % 4 >= 2;
  // Some are killed a second time, in the second step.
  if (run % 8 >= 6 && now !== undefined)
    await killed({ after: (run * 53) % end.milliseconds }, [back ? 'rollback' : 'resume', ...args], env);
  kind.calm?.();
  if (now === undefined) t.deepEqual(snapshot(here.root), shopFiles);
  const context = here.context();
  const out =
    now === undefined
      ? await applyPlan(plan, context)
      : await (back ? rollback(plan.id, context) : resume(plan.id, context));
  const undone = back && now !== undefined;
  t.is(out.state, undone ? 'rolled-back' : 'done', `run ${run}: ${out.reason}`);
  t.deepEqual(out.conflicts, [], `run ${run}`);
  const files = settled(snapshot(here.root), kind.settle);
  t.deepEqual(files, undone ? settled(shopFiles as Record<string, string>) : end.files, `run ${run}`);
  const held = await kind.held(here);
  if (undone) checkUndone(t, held, end, occupied);
  else t.deepEqual(held, end.held, `run ${run}`);
  return `${now?.state ?? 'not begun'}${undone ? ', rolled back' : ''}`;
}

async function manyRuns(t: ExecutionContext, runs: number, make: () => Promise<Kind>): Promise<void> {
  const first = await make();
  const free = await undisturbed(t, first, false);
  const second = first.occupy === undefined ? undefined : await make();
  const taken = second === undefined ? free : await undisturbed(t, second, true);
  const found = new Map<string, number>();
  let next = 0;
  await Promise.all(
    [0, 1].map(async () => {
      while (next < runs) {
        const run = next++;
        const occupied = second !== undefined && run % 2 === 1;
        const kind = await make();
        try {
          const at = await oneRun(t, run, kind, occupied ? taken : free, occupied);
          found.set(at, (found.get(at) ?? 0) + 1);
        } finally {
          await kind.stop();
        }
      }
    }),
  );
  t.log(`${runs} runs, killed when: ${[...found].map(([at, n]) => `${at} ${n}`).join(', ')}`);
  const missed = ['not begun', 'done', 'done, rolled back'].reduce(
    (sum, at) => sum + (found.get(at) ?? 0),
    0,
  );
  t.true(missed < runs / 2, 'the kills must hit the work, or the test proves nothing');
}

test('SOPS: killed anywhere, resume and rollback end as if nothing had happened', (t) =>
  manyRuns(t, runsOf(14, 340), () => Promise.resolve(sopsKind)));

test('AWS: killed anywhere, resume and rollback end as if nothing had happened', async (t) => {
  const server = moto;
  if (need(t, 'moto_server') === undefined || server === undefined) return;
  await manyRuns(t, runsOf(13, 330), () => awsKind(server));
});

test('GCP: killed anywhere, resume and rollback end as if nothing had happened', (t) =>
  manyRuns(t, runsOf(13, 330), () => gcpKind()));
