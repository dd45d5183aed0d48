import { randomUUID } from 'node:crypto';
import { credentials } from '@grpc/grpc-js';
import test, { type ExecutionContext } from 'ava';
import { PassThroughClient } from 'google-auth-library';
import { crc32c } from '../../providers/crc32c.ts';
import { createGcpStore, type GcpOptions } from '../../providers/gcp-secret-manager.ts';
import { reveal, Secret } from '../../src/engine/index.ts';
import {
  StoreError,
  type PutRequest,
  type RemoteStore,
  type StoredVersion,
} from '../../src/migration/store.ts';
import type { FaultKind } from '../services/faults.ts';
import { startGcp, type GcpServer } from '../services/gcp/server.ts';

process.env['METADATA_SERVER_DETECTION'] = 'none';
const never = new AbortController().signal;
const first = Secret.fromText('first value');
const second = Secret.fromText('second value');

interface World {
  readonly server: GcpServer;
  readonly store: RemoteStore;
  readonly name: string;
  put(change?: Partial<PutRequest>): Promise<StoredVersion>;
  /** Adds a version as somebody else would. */
  other(text: string): void;
}

type Transport = 'grpc' | 'rest';

async function makeWorld(
  t: ExecutionContext,
  transport: Transport,
  options: Partial<GcpOptions> = {},
): Promise<World> {
  const server = await startGcp();
  const client =
    transport === 'grpc'
      ? { sslCreds: credentials.createInsecure() }
      : { protocol: 'http', authClient: new PassThroughClient() as never };
  const store = createGcpStore({
    project: 'p',
    replication: 'automatic',
    endpoint: `127.0.0.1:${transport === 'grpc' ? server.grpcPort : server.restPort}`,
    rest: transport === 'rest',
    client: { projectId: 'p', ...client },
    limits: { timeout: 8000, attempts: 4, backoff: 5 },
    ...options,
  });
  t.teardown(async () => {
    await store.close();
    await server.stop();
  });
  const name = 'app-db';
  return {
    server,
    store,
    name,
    put: (change = {}) =>
      store.put(
        {
          name,
          value: first,
          mode: 'create',
          token: randomUUID(),
          tags: { 'managed-by': 'unleak', Owner: 'Team A' },
          ...change,
        },
        never,
      ),
    other: (text) =>
      void server.state.handle('AddSecretVersion', {
        parent: `projects/p/secrets/${name}`,
        payload: { data: Buffer.from(text) },
      }),
  };
}

/** What a reader of `latest` gets. */
function latest(world: World): string {
  const name = `projects/p/secrets/${world.name}/versions/latest`;
  const { payload } = world.server.state.handle('AccessSecretVersion', { name });
  return (payload as { data: Buffer }).data.toString();
}

function states(world: World): string {
  return world.server.state
    .versionsOf(`projects/p/secrets/${world.name}`)
    .map(({ number, state }) => `${number} ${state}`)
    .join(', ');
}

async function refused(
  t: ExecutionContext,
  promise: Promise<unknown>,
  code: StoreError['code'],
): Promise<StoreError> {
  const error = await t.throwsAsync(promise, { instanceOf: StoreError });
  t.is(error.code, code, error.message);
  t.false(
    /first value|second value|test server/.test(`${error.message}${error.hint}`),
    'no value and no text of the server',
  );
  return error;
}

const transports: Transport[] = ['grpc', 'rest'];
const passing: FaultKind[] = [
  'throttle',
  'fail-before',
  'fail-after',
  'cut-before',
  'cut-after',
  'garbage-after',
];

test('the checksum is the one of the standard', (t) => {
  t.is(crc32c(Buffer.from('123456789')), 0xe3069283);
  t.is(crc32c(Buffer.alloc(0)), 0);
});

for (const transport of transports) {
  test(`${transport}: create, describe, read back, undo`, async (t) => {
    const world = await makeWorld(t, transport);
    const { store, name, server } = world;
    t.deepEqual(await store.describe(name, undefined, never), { state: 'absent' });
    const token = randomUUID();
    const version = await world.put({ token, description: 'from a test' });
    t.deepEqual(version, {
      name,
      resource: 'projects/p/secrets/app-db',
      version: '1',
      made: 'create',
      token,
    });
    t.is(Buffer.from(reveal(await store.read(version, never))).toString(), 'first value');
    t.is((await store.describe(name, first, never)).state, 'same');
    t.is((await store.describe(name, second, never)).state, 'differs');
    t.deepEqual(await world.put({ token }), version, 'the same token makes nothing twice');
    t.is(states(world), '1 ENABLED');
    await refused(t, world.put(), 'conflict');
    const held = server.state.handle('GetSecret', { name: 'projects/p/secrets/app-db' });
    t.deepEqual(held['labels'], { 'managed-by': 'unleak', owner: 'team_a' });
    await store.undo(version, never);
    await store.undo(version, never);
    t.deepEqual(await store.describe(name, undefined, never), { state: 'absent' });
  });

  test(`${transport}: values come back byte for byte`, async (t) => {
    const world = await makeWorld(t, transport);
    const values = [
      Buffer.from('newline\n'),
      Buffer.from('NUL \0 😀'),
      Buffer.from([0, 255, 10, 13, 128, 254]),
      Buffer.alloc(65_536, 0xff),
    ];
    for (const [i, bytes] of values.entries()) {
      const version = await world.put({ name: `v${i}`, value: new Secret(bytes) });
      t.deepEqual(Buffer.from(reveal(await world.store.read(version, never))), bytes);
    }
  });

  test(`${transport}: update, and undo of it`, async (t) => {
    const world = await makeWorld(t, transport);
    await world.put();
    const update = { mode: 'update' as const, token: randomUUID(), value: second, expectedVersion: '1' };
    const version = await world.put(update);
    t.is(version.version, '2');
    t.deepEqual(await world.put(update), version);
    t.is(states(world), '1 ENABLED, 2 ENABLED');
    await world.store.undo(version, never);
    await world.store.undo(version, never);
    t.is(states(world), '1 ENABLED, 2 DISABLED, 3 ENABLED');
    t.is(latest(world), 'first value', 'who reads "latest" gets what was there before');
  });

  test(`${transport}: undo of an update leaves alone what came after it, and what nobody could read`, async (t) => {
    const world = await makeWorld(t, transport);
    await world.put();
    const version = await world.put({ mode: 'update', value: second, expectedVersion: '1' });
    world.other('theirs');
    await world.store.undo(version, never);
    t.is(states(world), '1 ENABLED, 2 DISABLED, 3 ENABLED');
    const path = `projects/p/secrets/${world.name}/versions/3`;
    world.server.state.handle('DisableSecretVersion', { name: path });
    const again = await world.put({ mode: 'update', value: second, expectedVersion: '3' });
    await world.store.undo(again, never);
    t.is(states(world), '1 ENABLED, 2 DISABLED, 3 DISABLED, 4 DISABLED');
  });

  test(`${transport}: a secret whose version never came is taken back`, async (t) => {
    const world = await makeWorld(t, transport);
    const token = randomUUID();
    world.server.faults.add({ action: 'AddSecretVersion', kind: 'throttle', times: 9 });
    await refused(t, world.put({ token }), 'throttled');
    t.is(await world.store.find(world.name, token, first, never), undefined);
    await world.store.abandon?.(world.name, randomUUID(), never);
    t.true(world.server.state.has('projects/p/secrets/app-db'), 'another token takes nothing back');
    await world.store.abandon?.(world.name, token, never);
    t.false(world.server.state.has('projects/p/secrets/app-db'));
  });

  test(`${transport}: faults that pass: the same end state, one version`, async (t) => {
    const world = await makeWorld(t, transport, { limits: { timeout: 1000, attempts: 8, backoff: 5 } });
    for (const kind of [...passing, 'silence-after' as const]) {
      for (const action of ['CreateSecret', 'AddSecretVersion', 'GetSecret', 'ListSecretVersions']) {
        world.server.faults.add({
          action,
          kind,
          times: kind === 'silence-after' && action !== 'AddSecretVersion' ? 1 : 2,
        });
      }
      const version = await world.put();
      t.is(states(world), '1 ENABLED', kind);
      world.server.faults.add({ action: 'AddSecretVersion', kind }, { action: 'AccessSecretVersion', kind });
      const updated = await world.put({ mode: 'update', value: second, expectedVersion: '1' });
      t.is(states(world), '1 ENABLED, 2 ENABLED', kind);
      await world.store.read(updated, never);
      for (const action of ['AddSecretVersion', 'DisableSecretVersion', 'DeleteSecret'])
        world.server.faults.add({ action, kind });
      await world.store.undo(updated, never);
      t.is(states(world), '1 ENABLED, 2 DISABLED, 3 ENABLED', kind);
      await refused(t, world.store.undo(version, never), 'conflict');
      world.server.state.handle('DeleteSecret', { name: `projects/p/secrets/${world.name}` });
      world.server.faults.clear();
    }
  });

  test(`${transport}: a fault that stays: a clean error; find and the same token go on`, async (t) => {
    const world = await makeWorld(t, transport);
    for (const kind of passing) {
      for (const action of ['CreateSecret', 'AddSecretVersion']) {
        const token = randomUUID();
        const sure = kind === 'throttle';
        world.server.faults.add({ action, kind, times: sure || action === 'CreateSecret' ? 4 : 1 });
        world.server.before = (method) => {
          if (method === 'AddSecretVersion' && action === method && !sure) {
            world.server.faults.add({ action: 'ListSecretVersions', kind: 'fail-before', times: 4 });
          }
        };
        // A secret that was made although the answer was lost is known by its token: that put simply goes on.
        if (action === 'CreateSecret' && kind.endsWith('after')) await world.put({ token });
        else {
          const error = await refused(t, world.put({ token }), sure ? 'throttled' : 'unavailable');
          if (action === 'CreateSecret') t.is(error.uncertain, !sure, kind);
        }
        world.server.before = () => undefined;
        world.server.faults.clear();
        const version = await world.put({ token });
        t.is(version.version, '1');
        t.is(states(world), '1 ENABLED', `${kind} ${action}`);
        t.deepEqual(await world.store.find(world.name, token, first, never), version);
        await world.store.undo(version, never);
      }
    }
  });
}

test('what somebody else adds in between stops the put: theirs is what "latest" gives, ours is disabled', async (t) => {
  const world = await makeWorld(t, 'grpc');
  await world.put();
  const update = { mode: 'update' as const, value: second };
  world.other('theirs');
  await refused(t, world.put({ ...update, expectedVersion: '1' }), 'conflict');
  t.is(states(world), '1 ENABLED, 2 ENABLED', 'nothing was added');
  let done = false;
  world.server.before = (method) => {
    if (method === 'AddSecretVersion' && !done) {
      done = true;
      world.other('theirs again');
    }
  };
  const error = await refused(t, world.put({ ...update, expectedVersion: '2' }), 'conflict');
  t.regex(error.message, /version 3 .* ours, 4, is disabled/);
  t.is(states(world), '1 ENABLED, 2 ENABLED, 3 ENABLED, 4 DISABLED, 5 ENABLED');
  t.is(latest(world), 'theirs again');
});

test('a secret that became somebody else’s is left alone by undo', async (t) => {
  const world = await makeWorld(t, 'grpc');
  const version = await world.put();
  world.other('theirs');
  await refused(t, world.store.undo(version, never), 'conflict');
  t.is(states(world), '1 ENABLED, 2 ENABLED');
  world.server.state.handle('CreateSecret', {
    parent: 'projects/p',
    secretId: 'tf',
    secret: { replication: { automatic: {} }, labels: { managed_by: 'terraform' } },
  });
  t.like(await world.store.describe('tf', first, never), {
    state: 'managed-by-other',
    owner: 'terraform',
  });
  await refused(t, world.put({ name: 'tf' }), 'conflict');
});

test('a damaged answer is not believed', async (t) => {
  const world = await makeWorld(t, 'grpc');
  const version = await world.put();
  const handle = world.server.state.handle.bind(world.server.state);
  world.server.state.handle = (method, request) => {
    const answer = handle(method, request);
    if (method === 'AccessSecretVersion')
      (answer['payload'] as { data: Buffer }).data = Buffer.from('first valuE');
    return answer;
  };
  await refused(t, world.store.read(version, never), 'unavailable');
});

test('limits, names and replication', async (t) => {
  const world = await makeWorld(t, 'grpc');
  await refused(t, world.put({ value: new Secret(Buffer.alloc(65_537)) }), 'usage');
  await refused(t, world.put({ value: new Secret(Buffer.alloc(0)) }), 'usage');
  for (const name of ['', 'a/b', 'a.b', 'ü', 'x'.repeat(256)])
    t.throws(() => world.store.checkName(name), { instanceOf: StoreError });
  t.deepEqual(world.server.calls, []);
  const undecided = createGcpStore({ project: 'p' });
  const request = { name: 'a', value: first, mode: 'create' as const, token: randomUUID(), tags: {} };
  const error = await refused(t, undecided.put(request, never), 'usage');
  t.regex(error.message, /never be changed/);
  await undecided.close();
  const placed = await makeWorld(t, 'rest', { replication: ['europe-west1', 'europe-west4'] });
  await placed.put();
  const held = placed.server.state.handle('GetSecret', { name: 'projects/p/secrets/app-db' });
  t.is((held['replication'] as { userManaged: { replicas: unknown[] } }).userManaged.replicas.length, 2);
  const regional = await makeWorld(t, 'grpc', { location: 'europe-west3' });
  const version = await regional.put();
  t.is(version.resource, 'projects/p/locations/europe-west3/secrets/app-db');
  t.is(Buffer.from(reveal(await regional.store.read(version, never))).toString(), 'first value');
});

test('denied names the permission and grants it', async (t) => {
  for (const transport of transports) {
    const world = await makeWorld(t, transport);
    world.server.denied.add('AddSecretVersion');
    const error = await refused(t, world.put(), 'denied');
    t.regex(error.message, /secretmanager\.versions\.add/);
    t.regex(error.hint ?? '', /add-iam-policy-binding p .*secretVersionAdder/);
    world.server.faults.add({ action: '*', kind: 'unauthorized' });
    await refused(t, world.store.describe(world.name, first, never), 'denied');
  }
});

test('cancelled: the answer is not waited for', async (t) => {
  const world = await makeWorld(t, 'grpc');
  world.server.faults.add({ action: 'CreateSecret', kind: 'silence-after' });
  const stop = new AbortController();
  world.server.before = () => void setTimeout(() => stop.abort(), 50);
  const request = {
    name: world.name,
    value: first,
    mode: 'create' as const,
    token: randomUUID(),
    tags: { 'managed-by': 'unleak' },
  };
  const error = await refused(t, world.store.put(request, stop.signal), 'cancelled');
  t.true(error.uncertain);
  t.is((await world.put({ token: request.token })).version, '1');
});

test('the fake: states, etags, aliases, pages', async (t) => {
  const { server } = await makeWorld(t, 'grpc');
  const { state } = server;
  const name = 'projects/p/secrets/s';
  const code = (act: () => unknown): number | undefined =>
    (t.throws(act) as { code?: number } | undefined)?.code;
  const secret = { replication: { automatic: {} } };
  t.is(
    code(() => state.handle('CreateSecret', { parent: 'projects/p', secretId: 's', secret: {} })),
    3,
  );
  const made = state.handle('CreateSecret', { parent: 'projects/p', secretId: 's', secret });
  t.is(made['name'], 'projects/123456789012/secrets/s');
  const add = (data: string, dataCrc32c?: number): unknown =>
    state.handle('AddSecretVersion', { parent: name, payload: { data: Buffer.from(data), dataCrc32c } });
  t.is(
    code(() => add('a', 1)),
    3,
  );
  t.is(
    code(() => add('')),
    3,
  );
  for (const data of ['a', 'b', 'c']) add(data);
  const page = state.handle('ListSecretVersions', { parent: name, pageSize: 2 });
  t.deepEqual(
    (page['versions'] as { name: string }[]).map((version) => version.name.slice(-1)),
    ['3', '2'],
  );
  t.is(
    (
      state.handle('ListSecretVersions', { parent: name, pageSize: 2, pageToken: page['nextPageToken'] })[
        'versions'
      ] as unknown[]
    ).length,
    1,
  );
  t.is(
    code(() => state.handle('DisableSecretVersion', { name: `${name}/versions/3`, etag: '"no"' })),
    9,
  );
  state.handle('DisableSecretVersion', { name: `${name}/versions/3` });
  t.is(
    code(() => state.handle('AccessSecretVersion', { name: `${name}/versions/latest` })),
    9,
  );
  state.handle('DestroySecretVersion', { name: `${name}/versions/3` });
  t.is(
    code(() => state.handle('EnableSecretVersion', { name: `${name}/versions/3` })),
    9,
  );
  t.is(
    (state.handle('ListSecretVersions', { parent: name, filter: 'state:DESTROYED' })['versions'] as unknown[])
      .length,
    1,
  );
  state.handle('UpdateSecret', {
    secret: { name, versionAliases: { prod: '2' } },
    updateMask: { paths: ['version_aliases'] },
  });
  const got = state.handle('AccessSecretVersion', { name: `${name}/versions/prod` });
  t.is(String((got['payload'] as { data: Buffer }).data), 'b');
  t.is(
    code(() => state.handle('UpdateSecret', { secret: { name }, updateMask: { paths: ['replication'] } })),
    3,
  );
  t.is(
    code(() => state.handle('DeleteSecret', { name, etag: made['etag'] })),
    9,
  );
});

test('policies stay within the limits of conditions, and give the keys to the service agent', (t) => {
  const names = Array.from({ length: 14 }, (_, n) => `shop-prod-s${n}`);
  const kmsKey = 'projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k';
  const store = createGcpStore({ project: 'p', location: 'europe-west3', kmsKeys: [kmsKey] });
  const readers = [{ reader: 'the readers in namespace prod', names }];
  const [roles, bindings, shell, hcl, keys, keysHcl] = store.policies(names, readers).map((one) => one.text);
  t.false((JSON.parse(roles ?? '') as { unleakMigrator: { includedPermissions: string[] } }).unleakMigrator.includedPermissions.includes('secretmanager.secrets.create')); // prettier-ignore
  const parsed = JSON.parse(bindings ?? '') as { bindings: { condition?: { expression: string } }[] };
  const conditions = parsed.bindings.flatMap((one) => one.condition?.expression ?? []);
  t.is(conditions.length, 3);
  for (const one of conditions) t.true(one.split('||').length <= 12, 'IAM refuses more logical operators');
  for (const name of names) t.is(conditions.join().split(`"/secrets/${name}"`).length, 2);
  t.is(shell?.split('\n').length, 15);
  t.regex(shell ?? '', /^gcloud secrets add-iam-policy-binding shop-prod-s0 .* --location=europe-west3 /);
  t.regex(
    hcl ?? '',
    /resource "google_secret_manager_regional_secret_iam_member" "unleak_the_readers_in_namespace_prod"/,
  );
  t.regex(
    keys ?? '',
    /gcp-sa-secretmanager\.iam\.gserviceaccount\.com --role=roles\/cloudkms\.cryptoKeyEncrypterDecrypter\n$/,
  );
  t.true(keysHcl?.includes(kmsKey));
  const many = Array.from({ length: 200 }, (_, n) => `shop-prod-s${n}`);
  t.regex(
    store.policies(many, [])[1]?.text ?? '',
    /extract\(\\"\/secrets\/\{rest\}\\"\)\.startsWith\(\\"shop-prod-\\"\)/,
  );
});
