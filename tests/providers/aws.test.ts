import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import test, { type ExecutionContext } from 'ava';
import { createAwsStore, type AwsOptions } from '../../providers/aws-secrets-manager.ts';
import { reveal, Secret } from '../../src/engine/index.ts';
import {
  StoreError,
  type PutRequest,
  type RemoteStore,
  type StoredVersion,
} from '../../src/migration/store.ts';
import { startAwsProxy, startMoto, type AwsProxy, type Running } from '../services/aws.ts';
import { need, part } from '../services/parts.ts';
import type { FaultKind } from '../services/faults.ts';

let moto: Running | undefined;
const never = new AbortController().signal;

test.before(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  process.env['AWS_REGION'] = 'eu-west-1';
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  const program = part('moto_server');
  if (program !== undefined) moto = await startMoto(program);
});

test.after.always(async () => moto?.stop());

interface World {
  readonly proxy: AwsProxy;
  readonly store: RemoteStore;
  /** A client of somebody else, which goes past the proxy. */
  readonly other: SecretsManagerClient;
  readonly name: string;
  put(change?: Partial<PutRequest>): Promise<StoredVersion>;
}

let counter = 0;

async function makeWorld(t: ExecutionContext, options: AwsOptions = {}): Promise<World | undefined> {
  if (need(t, 'moto_server') === undefined || moto === undefined) return undefined;
  const proxy = await startAwsProxy(moto.port);
  const limits = { timeout: 8000, attempts: 4, backoff: 5 };
  const store = createAwsStore({ endpoint: proxy.url, region: 'eu-west-1', limits, ...options });
  const other = new SecretsManagerClient({ endpoint: `http://127.0.0.1:${moto.port}`, region: 'eu-west-1' });
  const name = `team/app${++counter}/db`;
  t.teardown(async () => {
    await store.close();
    other.destroy();
    await proxy.stop();
  });
  const put = (change: Partial<PutRequest> = {}): Promise<StoredVersion> =>
    store.put(
      {
        name,
        value: Secret.fromText('first value'),
        mode: 'create',
        token: randomUUID(),
        tags: { 'managed-by': 'unleak' },
        ...change,
      },
      never,
    );
  return { proxy, store, other, name, put };
}

async function versions(world: World): Promise<string[]> {
  const found = await world.other.send(
    new ListSecretVersionIdsCommand({ SecretId: world.name, IncludeDeprecated: true }),
  );
  return (found.Versions ?? [])
    .map(({ VersionId = '', VersionStages = [] }) => `${VersionId} ${VersionStages.toSorted().join('+')}`)
    .toSorted();
}

async function current(world: World): Promise<string | undefined> {
  return (
    await world.other.send(new GetSecretValueCommand({ SecretId: world.name, VersionStage: 'AWSCURRENT' }))
  ).SecretString;
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

test('create, describe, read back, undo', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  const { store, name } = world;
  t.deepEqual(await store.describe(name, undefined, never), { state: 'absent' });
  const token = randomUUID();
  const version = await world.put({ token, description: 'from a test' });
  t.is(version.made, 'create');
  t.is(version.version, token);
  t.regex(version.resource, /^arn:aws:secretsmanager:eu-west-1:\d{12}:secret:team\/app\d+\/db-\w{6}$/);
  t.is(Buffer.from(reveal(await store.read(version, never))).toString(), 'first value');
  t.is((await store.describe(name, Secret.fromText('first value'), never)).state, 'same');
  t.is((await store.describe(name, Secret.fromText('second value'), never)).state, 'differs');
  t.deepEqual(await world.put({ token }), version, 'the same token makes nothing twice');
  await refused(t, world.put(), 'conflict');
  await store.undo(version, never);
  await store.undo(version, never);
  t.is((await store.describe(name, undefined, never)).state, 'scheduled-for-deletion');
  const again = await refused(t, world.put(), 'conflict');
  t.regex(again.hint ?? '', /restore-secret/);
});

test('values come back byte for byte', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  const values = [
    'trailing newline\n',
    '\uFEFFwith a mark',
    'NUL \0 and \u2028 and 😀',
    ' spaces ',
    '{"a":"b"}',
  ].map((text) => Buffer.from(text));
  values.push(Buffer.from([0, 255, 10, 13, 128, 254]), Buffer.alloc(65_536, 'x'), Buffer.alloc(65_536, 0xff));
  for (const [i, bytes] of values.entries()) {
    const version = await world.put({ name: `${world.name}/${i}x`, value: new Secret(bytes) });
    t.deepEqual(Buffer.from(reveal(await world.store.read(version, never))), bytes);
  }
});

test('limits and names are checked before anything is sent', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  await refused(t, world.put({ value: new Secret(Buffer.alloc(65_537, 'x')) }), 'usage');
  await refused(t, world.put({ value: new Secret(Buffer.alloc(0)) }), 'usage');
  await refused(t, world.put({ token: 'short' }), 'usage');
  for (const name of ['', 'a b', 'ü', 'x'.repeat(513), 'app-secret', 'db-AbC123']) {
    t.throws(() => world.store.checkName(name), { instanceOf: StoreError }, name);
  }
  t.notThrows(() => world.store.checkName('prod/app/db_password'));
  t.deepEqual(world.proxy.calls, []);
});

test('a new version is staged, proven, then made current; undo puts the old one back', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  const first = await world.put();
  const token = randomUUID();
  const update = {
    mode: 'update' as const,
    token,
    value: Secret.fromText('second value'),
    expectedVersion: first.version,
  };
  const version = await world.put(update);
  t.is(version.made, 'update');
  t.is(await current(world), 'second value');
  t.deepEqual(await versions(world), [`${first.version} AWSPREVIOUS`, `${token} AWSCURRENT`].toSorted());
  t.deepEqual(
    [...new Set(world.proxy.calls.filter((call) => call === 'CreateSecret' || call === 'PutSecretValue'))],
    ['CreateSecret', 'PutSecretValue'],
  );
  t.deepEqual(await world.put(update), version);
  await world.store.undo(version, never);
  t.is(await current(world), 'first value');
  await world.store.undo(version, never);
  t.is(await current(world), 'first value');
});

test('what somebody else writes in between is never overwritten', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  const first = await world.put();
  const theirs = async (): Promise<void> => {
    await world.other.send(new PutSecretValueCommand({ SecretId: world.name, SecretString: 'theirs' }));
  };
  for (const moment of ['PutSecretValue', 'UpdateSecretVersionStage']) {
    let done = false;
    const described = await world.store.describe(world.name, Secret.fromText('second value'), never);
    const expectedVersion = described.state === 'differs' ? described.version.version : '';
    world.proxy.before = async (action) => {
      if (action === moment && !done) {
        done = true;
        await theirs();
      }
    };
    const token = randomUUID();
    const update = {
      mode: 'update' as const,
      token,
      value: Secret.fromText('second value'),
      expectedVersion,
    };
    await refused(t, world.put(update), 'conflict');
    t.is(await current(world), 'theirs');
    t.is(await world.store.find(world.name, randomUUID(), Secret.fromText('x'), never), undefined);
  }
  world.proxy.before = () => Promise.resolve();
  await refused(t, world.put({ mode: 'update', expectedVersion: first.version }), 'conflict');
  await refused(t, world.store.undo({ ...first, made: 'create' }, never), 'conflict');
  t.is(await current(world), 'theirs');
});

const passing: FaultKind[] = [
  'throttle',
  'fail-before',
  'fail-after',
  'cut-before',
  'cut-after',
  'garbage-after',
  'silence-after',
];

test('faults that pass: the same end state, one version', async (t) => {
  const world = await makeWorld(t, { limits: { timeout: 1000, attempts: 8, backoff: 5 } });
  if (world === undefined) return;
  for (const [i, kind] of passing.entries()) {
    const at: World = { ...world, name: `${world.name}/${i}x` };
    at.proxy.faults.add({ action: 'CreateSecret', kind, times: 2 });
    const first = await world.put({ name: at.name });
    t.is((await versions(at)).length, 1, kind);
    for (const action of ['PutSecretValue', 'UpdateSecretVersionStage', 'DescribeSecret', 'GetSecretValue']) {
      at.proxy.faults.add({ action, kind });
    }
    const token = randomUUID();
    await world.put({
      name: at.name,
      mode: 'update',
      token,
      value: Secret.fromText('second value'),
      expectedVersion: first.version,
    });
    t.deepEqual(await versions(at), [`${first.version} AWSPREVIOUS`, `${token} AWSCURRENT`].toSorted(), kind);
    at.proxy.faults.add({ action: 'DeleteSecret', kind });
    await world.store.undo({ ...first, name: at.name, version: token, token, made: 'create' }, never);
    t.is((await world.store.describe(at.name, undefined, never)).state, 'scheduled-for-deletion', kind);
    t.is(at.proxy.faults.left, 0);
  }
});

test('a fault that stays: a clean error that says whether the write may have arrived; find tells', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  for (const [i, kind] of passing.filter((kind) => kind !== 'silence-after').entries()) {
    const name = `${world.name}/${i}x`;
    const token = randomUUID();
    world.proxy.faults.add({ action: 'CreateSecret', kind, times: 4 });
    const error = await refused(
      t,
      world.put({ name, token }),
      kind === 'throttle' ? 'throttled' : 'unavailable',
    );
    t.is(error.uncertain, kind !== 'throttle', kind);
    const found = await world.store.find(name, token, Secret.fromText('first value'), never);
    t.is(found === undefined, kind.endsWith('before') || kind === 'throttle', kind);
    const version = await world.put({ name, token });
    if (found !== undefined) t.deepEqual(version, found);
  }
});

test('an update that stopped half-way is not found, and goes on with the same token', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  const first = await world.put();
  const token = randomUUID();
  const update = {
    mode: 'update' as const,
    token,
    value: Secret.fromText('second value'),
    expectedVersion: first.version,
  };
  world.proxy.faults.add({ action: 'UpdateSecretVersionStage', kind: 'fail-before', times: 9 });
  await refused(t, world.put(update), 'unavailable');
  while (world.proxy.faults.take('UpdateSecretVersionStage') !== undefined);
  t.is(await current(world), 'first value');
  t.is(await world.store.find(world.name, token, update.value, never), undefined);
  await world.put(update);
  t.is(await current(world), 'second value');
  t.is((await versions(world)).length, 2);
  t.is((await world.store.find(world.name, token, update.value, never))?.version, token);
});

test('denied: the permission and the statement that grants it', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  for (const action of ['DescribeSecret', 'CreateSecret']) {
    world.proxy.denied.clear();
    world.proxy.denied.add(action);
    const attempt =
      action === 'DescribeSecret' ? world.store.describe(world.name, undefined, never) : world.put();
    const error = await refused(t, attempt, 'denied');
    t.true(error.message.includes(action));
    const grant = JSON.parse((error.hint ?? '').replace(/^grant /, '')) as {
      Action: string[];
      Resource: string[];
    };
    t.deepEqual(grant.Action, [`secretsmanager:${action}`]);
    t.regex(grant.Resource[0] ?? '', /^arn:aws:secretsmanager:eu-west-1:\*:secret:team\/app\d+\/db-\?{6}$/);
  }
  world.proxy.denied.clear();
  world.proxy.faults.add({ action: '*', kind: 'unauthorized' });
  await refused(t, world.put(), 'denied');
});

test('cancelled', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  world.proxy.faults.add({ action: 'CreateSecret', kind: 'silence-after' });
  const stop = new AbortController();
  world.proxy.after = () => stop.abort();
  const token = randomUUID();
  const request = {
    name: world.name,
    value: Secret.fromText('first value'),
    mode: 'create' as const,
    token,
    tags: {},
  };
  const error = await refused(t, world.store.put(request, stop.signal), 'cancelled');
  t.true(error.uncertain);
  t.is((await world.store.find(world.name, token, request.value, never))?.version, token);
});

test('a put that stopped before its label was taken off is found, and the label goes', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  const first = await world.put();
  const token = randomUUID();
  let moves = 0;
  world.proxy.before = (action) => {
    if (action === 'UpdateSecretVersionStage' && ++moves === 2)
      world.proxy.faults.add({ action, kind: 'throttle', times: 4 });
    return Promise.resolve();
  };
  const update = {
    mode: 'update' as const,
    value: Secret.fromText('second value'),
    expectedVersion: first.version,
  };
  await refused(t, world.put({ ...update, token }), 'throttled');
  t.true((await versions(world)).some((one) => /AWSCURRENT\+UNLEAK_STAGED/.test(one)));
  t.is((await world.store.find(world.name, token, undefined, never))?.version, token);
  t.deepEqual(await versions(world), [`${first.version} AWSPREVIOUS`, `${token} AWSCURRENT`].toSorted());
});

test('secrets of somebody else are told', async (t) => {
  const world = await makeWorld(t);
  if (world === undefined) return;
  await world.put({ tags: { 'managed-by': 'terraform' } });
  t.like(await world.store.describe(world.name, Secret.fromText('second value'), never), {
    state: 'managed-by-other',
    owner: 'terraform',
  });
  t.is((await world.store.describe(world.name, Secret.fromText('first value'), never)).state, 'same');
});

test('policies name every action and secret, and what the key needs', (t) => {
  const store = createAwsStore({
    region: 'eu-west-1',
    account: '111122223333',
    kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    replicaRegions: ['eu-central-1'],
  });
  const readers = [
    { reader: 'the readers in namespace a', names: ['a/b'] },
    { reader: 'the readers of ci.yml', names: ['c'] },
  ];
  const all = store.policies(['a/b', 'c'], readers);
  t.deepEqual(
    all.map(({ title, language }) => `${language} ${title}`),
    ['the migrator', 'the readers in namespace a', 'the readers of ci.yml'].flatMap((who) => [
      `json IAM policy of ${who}`,
      `hcl Terraform: IAM policy of ${who}`,
    ]),
  );
  interface Parsed {
    readonly Statement: readonly { Action: string[]; Resource: string[] | string; Condition?: object }[];
  }
  const parsed = (index: number): Parsed => JSON.parse(all[index]?.text ?? '') as Parsed;
  const [calls, key] = parsed(0).Statement;
  for (const action of [
    'CreateSecret',
    'TagResource',
    'UpdateSecretVersionStage',
    'ReplicateSecretToRegions',
  ])
    t.true(calls?.Action.includes(`secretsmanager:${action}`));
  const arn = (name: string): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-??????`;
  t.deepEqual(calls?.Resource, [arn('a/b'), arn('c')]);
  t.deepEqual(key?.Action, ['kms:GenerateDataKey', 'kms:Decrypt']);
  t.deepEqual(key?.Condition, {
    StringLike: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
  });
  t.deepEqual(
    parsed(2).Statement.map((one) => [one.Action, one.Resource]),
    [
      [['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], [arn('a/b')]],
      [['kms:Decrypt'], 'arn:aws:kms:eu-west-1:111122223333:key/k'],
    ],
  );
  t.regex(all[3]?.text ?? '', /resource "aws_iam_policy" "unleak_the_readers_in_namespace_a" \{\n/);
  const many = Array.from({ length: 200 }, (_, n) => `shop/prod/s${n}`);
  const large = createAwsStore({ region: 'us-gov-west-1' }).policies(many, []);
  t.true((large[0]?.text.replaceAll(/\s/g, '').length ?? 0) < 6144, 'a managed policy holds no more');
  t.regex(large[0]?.text ?? '', /"arn:aws-us-gov:secretsmanager:us-gov-west-1:\*:secret:shop\/prod\/\*"/);
});
