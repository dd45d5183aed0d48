import test, { type ExecutionContext } from 'ava';
import { applyPlan, migratedTags, resume, rollback, verify } from '../../src/migration/index.ts';
import { startMoto, type Running } from '../services/aws.ts';
import type { FaultKind } from '../services/faults.ts';
import { need, part } from '../services/parts.ts';
import { snapshot } from './helpers.ts';
import { leaked, shop, shopFiles } from './shop.ts';
import { awsEnvironment, awsKind, gcpKind, theirs, type Kind } from './store-kinds.ts';

const long = process.env['UNLEAK_LONG'] !== undefined;
let moto: Running | undefined;
test.before(async () => {
  Object.assign(process.env, awsEnvironment);
  const program = part('moto_server');
  if (program !== undefined) moto = await startMoto(program);
});
test.after.always(async () => moto?.stop());

const limits = { timeout: 700, attempts: 3, backoff: 3 };
const kinds: readonly FaultKind[] = [
  'throttle',
  'fail-before',
  'fail-after',
  'cut-before',
  'cut-after',
  'garbage-after',
  'silence-after',
  'unauthorized',
];
const actions: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'CreateSecret',
    'GetSecretValue',
    'DescribeSecret',
    'PutSecretValue',
    'UpdateSecretVersionStage',
    '*',
  ],
  gcp: ['CreateSecret', 'AddSecretVersion', 'AccessSecretVersion', 'GetSecret', 'ListSecretVersions', '*'],
};

/** One secret holds another value before and gets a new version, so that every kind of call is made. */
async function prepared(t: ExecutionContext, kind: Kind) {
  await kind.occupy?.();
  const here = await shop(t, kind.store);
  return { here, plan: await here.plan({ ...kind.options, update: true }) };
}

async function endOf(t: ExecutionContext, kind: Kind): Promise<{ files: unknown; held: unknown }> {
  const { here, plan } = await prepared(t, kind);
  const out = await applyPlan(plan, here.context());
  t.is(out.state, 'done', out.reason);
  return { files: settledFiles(kind, here.root), held: await kind.held(here) };
}

function settledFiles(kind: Kind, root: string): Record<string, string> {
  const settle = kind.settle ?? ((text: string) => text);
  return Object.fromEntries(Object.entries(snapshot(root)).map(([path, text]) => [path, settle(text)]));
}

/**
 * A fault strikes one action, some calls in: once, or until it is repaired. The step ends well, or stops; with the fault
 * gone, resume ends in the same state, and rollback in the state before.
 */
async function oneFault(
  t: ExecutionContext,
  name: string,
  make: () => Promise<Kind>,
  end: Awaited<ReturnType<typeof endOf>>,
  run: number,
): Promise<string> {
  const kind = await make();
  try {
    const { here, plan } = await prepared(t, kind);
    const fault = kinds[run % kinds.length] ?? 'throttle';
    const action = actions[name]?.[(run * 5 + Math.floor(run / 8)) % 6] ?? '*';
    const lasting = run % 3 === 2;
    const what = `${name} run ${run}: ${lasting ? 'lasting ' : ''}${fault} at ${action}`;
    kind.fault?.({ action, kind: fault, times: lasting ? 1000 : 1 + (run % 2) });
    const back = run % 4 === 3;
    let out = await applyPlan(plan, here.context());
    const first = out.state;
    t.true(first === 'done' || first === 'stopped', what);
    // Where the write arrives, looking again may find it.
    if (lasting && !fault.endsWith('-after')) t.is(first, 'stopped', what);
    if (first === 'stopped') t.truthy(out.hint, what);
    if (back) {
      // The fault strikes the way back as well.
      out = await rollback(plan.id, here.context());
      t.true(out.state === 'rolled-back' || out.state === 'stopped', what);
    }
    kind.calm?.();
    out = await (back ? rollback : resume)(plan.id, here.context());
    t.is(out.state, back ? 'rolled-back' : 'done', `${what}: ${out.reason}`);
    t.deepEqual(out.conflicts, [], what);
    t.deepEqual(settledFiles(kind, here.root), back ? shopFiles : end.files, what);
    const held = (await kind.held(here)) as Record<string, { value?: string; latest?: string } | undefined>;
    if (back) {
      t.is(held['db']?.value ?? held['db']?.latest, theirs, what);
      t.deepEqual([held['api-secrets'], held['worker-secrets']], [undefined, undefined], what);
    } else t.deepEqual(held, end.held as typeof held, what);
    return first;
  } finally {
    await kind.stop();
  }
}

async function manyFaults(t: ExecutionContext, name: string, make: () => Promise<Kind>): Promise<void> {
  const calm = await make();
  const end = await endOf(t, calm);
  await calm.stop();
  const runs = long ? 240 : 10;
  let next = 0;
  const ends: string[] = [];
  const worker = async (): Promise<void> => {
    while (next < runs) ends.push(await oneFault(t, name, make, end, next++));
  };
  await Promise.all([worker(), worker(), worker()]);
  t.log(`${runs} faults, ${ends.filter((one) => one === 'stopped').length} stopped the migration at first`);
}

/** Until the store holds another value, everywhere, a secret is to be rotated; and then until somebody takes it back. */
async function rotation(t: ExecutionContext, kind: Kind): Promise<void> {
  t.teardown(() => kind.stop());
  const here = await shop(t, kind.store);
  const plan = await here.plan(kind.options);
  t.is((await applyPlan(plan, here.context())).state, 'done');
  const rotated = async (): Promise<string[]> => {
    const out = await verify(plan.id, here.context());
    t.is(out.state, 'done', out.reason);
    const done = out.rotate.filter((item) => item.rotated);
    const scanned = [...(await migratedTags(here.state))].filter(([, status]) => status === 'rotated');
    t.deepEqual(new Set(done.map((item) => item.tag)), new Set(scanned.map(([tag]) => tag)));
    return [...new Set(done.map((item) => `${item.path} ${item.address.split(/[ .]/).at(-2) ?? ''}`))].sort();
  };
  t.deepEqual(await rotated(), []);
  await kind.renew?.('db', JSON.stringify({ user: 'admin', password: 'another', motd: leaked.text }));
  t.deepEqual(await rotated(), ['deploy/db.yaml data']);
  // One value in two places: both must be another.
  await kind.renew?.('worker-secrets', JSON.stringify({ WORKER_KEY: 'another' }));
  t.deepEqual(await rotated(), ['deploy/db.yaml data']);
  await kind.renew?.('api-secrets', JSON.stringify({ API_TOKEN: leaked.api, WORKER_KEY: 'another' }));
  t.deepEqual(await rotated(), [
    'deploy/api.yaml env[1]',
    'deploy/db.yaml data',
    'deploy/worker.yaml env[0]',
  ]);
  await kind.renew?.('db', JSON.stringify({ user: 'admin', password: leaked.database, motd: leaked.text }));
  t.deepEqual(await rotated(), ['deploy/api.yaml env[1]', 'deploy/worker.yaml env[0]']);
}

test('AWS: whatever goes wrong on the way, the migration ends well or stops, and resume and rollback work', async (t) => {
  const server = moto;
  if (need(t, 'moto_server') === undefined || server === undefined) return;
  await manyFaults(t, 'aws', () => awsKind(server, limits));
});

test('GCP: whatever goes wrong on the way, the migration ends well or stops, and resume and rollback work', (t) =>
  manyFaults(t, 'gcp', () => gcpKind(limits)));

test('AWS: verify sees what was rotated', async (t) => {
  const server = moto;
  if (need(t, 'moto_server') === undefined || server === undefined) return;
  await rotation(t, await awsKind(server));
});

test('GCP: verify sees what was rotated', async (t) => rotation(t, await gcpKind()));
