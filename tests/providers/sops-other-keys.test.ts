import test, { type ExecutionContext } from 'ava';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatOf, type SopsStore } from '../../providers/sops/index.ts';
import { reveal, Secret } from '../../src/engine/index.ts';
import { StoreError } from '../../src/migration/store.ts';
import { startMoto, type Running } from '../services/aws.ts';
import { startKms } from '../services/gcp/kms.ts';
import { need, part } from '../services/parts.ts';
import { makeWorld, run, type World } from './sops-world.ts';

const source = 'data:\n  user: admin # who\n  password: "a secret: value"\nplain_unencrypted: yes\n';
const awsEnv = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
};

let moto: Running | undefined;
test.before(async () => {
  Object.assign(process.env, awsEnv);
  const program = part('moto_server');
  if (program !== undefined) moto = await startMoto(program);
});
test.after.always(async () => moto?.stop());

interface Here {
  readonly world: World;
  readonly env: Record<string, string>;
  readonly store: SopsStore;
}

/** A world whose environment knows more than an age identity, or none. */
async function here(t: ExecutionContext, more: Record<string, string>, age = false): Promise<Here> {
  const world = await makeWorld(t);
  const { SOPS_AGE_KEY_FILE, ...rest } = world.env;
  const env = { ...rest, ...(age ? { SOPS_AGE_KEY_FILE: SOPS_AGE_KEY_FILE ?? '' } : {}), ...more };
  return { world, env, store: world.storeWith({ env }) };
}

/** A throw-away key of its own. @returns its fingerprint, and the environment with its keyring; undefined without gpg */
async function pgpKey(
  t: ExecutionContext,
  folder: string,
): Promise<{ fingerprint: string; GNUPGHOME: string } | undefined> {
  const home = join(folder, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GNUPGHOME: home };
  t.teardown(() => run('gpgconf', ['--kill', 'gpg-agent'], env).then(() => undefined));
  const user = 'Test <test@example.org>';
  const made = await run(
    'gpg',
    ['--batch', '--passphrase', '', '--quick-gen-key', user, 'future-default', 'default', 'never'],
    env,
  );
  if (made.code !== 0) return undefined;
  const listed = await run('gpg', ['--batch', '--with-colons', '--list-keys'], env);
  const [, fingerprint = ''] = /^fpr:+([0-9A-F]{40}):/m.exec(listed.stdout.toString()) ?? [];
  return { fingerprint, GNUPGHOME: home };
}

async function encrypt({ world, store }: Here, name: string, text = source): Promise<string> {
  const path = world.write(name, text);
  const format = formatOf(path);
  const rule = await store.ruleFor(path, {});
  const { bytes } = await store.encrypt({ path, bytes: Buffer.from(text), format, rule });
  return world.write(name, bytes);
}

async function values({ store }: Here, path: string): Promise<string[]> {
  const leaves = await store.decrypt({ path, bytes: readFileSync(path), format: formatOf(path) });
  return leaves.map(({ value }) => Buffer.from(reveal(value)).toString());
}

/** Ours to sops, sops's to us, one value edited, a new data key: each time the other one reads it. */
async function bothWays(t: ExecutionContext, one: Here, sops: string): Promise<void> {
  const { world, env, store } = one;
  const ours = await encrypt(one, 'ours.yaml');
  t.deepEqual(await values(one, ours), ['admin', 'a secret: value']);
  const read = await run(sops, ['decrypt', ours], env);
  t.is(read.code, 0, read.stderr);
  t.true(
    read.stdout.toString().includes("password: 'a secret: value'") ||
      read.stdout.toString().includes('a secret: value'),
  );
  const config = join(world.folder, '.sops.yaml');
  const theirs = await run(sops, ['--config', config, 'encrypt', world.write('plain.yaml', source)], env);
  t.is(theirs.code, 0, theirs.stderr);
  t.deepEqual(await values(one, world.write('theirs.yaml', theirs.stdout)), ['admin', 'a secret: value']);
  for (const name of ['ours.yaml', 'theirs.yaml']) {
    const path = join(world.folder, name);
    const file = { path, bytes: readFileSync(path), format: 'yaml' as const };
    const edit = { document: 0, address: ['data', 'user'], value: Secret.fromText('other') };
    const edited = await store.setValue({ ...file, ...edit });
    const rotated = await store.rotate({ ...file, bytes: edited });
    const rule = await store.ruleFor(path, {});
    world.write(name, await store.updateKeys({ ...file, bytes: rotated, rule }));
    const again = await run(sops, ['decrypt', '--extract', '["data"]["user"]', path], env);
    t.is(again.stdout.toString(), 'other', again.stderr);
  }
  for (const [name, text] of [
    ['a.env', 'PASSWORD=one two\n'],
    ['a.json', '{"password": "one two"}\n'],
    ['a.ini', '[s]\npassword = one two\n'],
  ] as const) {
    const path = await encrypt(one, name, text);
    const out = await run(sops, ['decrypt', path], env);
    t.is(out.code, 0, `${name}: ${out.stderr}`);
    t.true(out.stdout.toString().includes('one two'), name);
  }
}

test('PGP: through the user’s gpg, both ways with the real sops', async (t) => {
  const sops = need(t, 'sops');
  const first = await makeWorld(t);
  const key = await pgpKey(t, first.folder);
  if (sops === undefined) return;
  if (key === undefined) return void t.fail('gpg is not installed');
  const one = await here(t, { GNUPGHOME: key.GNUPGHOME });
  one.world.write('.sops.yaml', `creation_rules:\n  - pgp: ${key.fingerprint}\n`);
  await bothWays(t, one, sops);
  const stranger = await here(t, { GNUPGHOME: join(one.world.folder, 'none') });
  const path = join(one.world.folder, 'ours.yaml');
  const error = await t.throwsAsync(values(stranger, path), { instanceOf: StoreError });
  t.is(error.code, 'denied');
  t.regex(error.hint ?? '', /gpg --import your secret key/);
  one.world.write('.sops.yaml', `creation_rules:\n  - pgp: ${'AB'.repeat(20)}\n`);
  await t.throwsAsync(encrypt(one, 'x.yaml'), { message: /gpg cannot encrypt to ABAB/ });
  one.world.write('.sops.yaml', 'creation_rules:\n  - pgp: --output=/tmp/x\n');
  await t.throwsAsync(encrypt(one, 'x.yaml'), { message: /not a key of the kind pgp/ });
});

test('AWS KMS: with an encryption context, both ways with the real sops', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined || need(t, 'moto_server') === undefined || moto === undefined) return;
  const url = `http://127.0.0.1:${moto.port}`;
  const arn = await newKey(url);
  const one = await here(t, { ...awsEnv, AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-west-1' });
  one.world.write('.sops.yaml', `creation_rules:\n  - kms: ${arn}\n`);
  await bothWays(t, one, sops);
  one.world.write(
    '.sops.yaml',
    `creation_rules:\n  - key_groups:\n      - kms:\n          - arn: ${arn}\n            context: {app: shop, stage: prod}\n`,
  );
  await bothWays(t, one, sops);
  const text = readFileSync(join(one.world.folder, 'ours.yaml'), 'utf8');
  const moved = one.world.write('moved.yaml', text.replace('stage: prod', 'stage: test'));
  const error = await t.throwsAsync(values(one, moved), { instanceOf: StoreError });
  t.is(error.code, 'denied', 'the context is authenticated');
  one.world.write('.sops.yaml', `creation_rules:\n  - kms: ${arn}+arn:aws:iam::123456789012:role/x\n`);
  await t.throwsAsync(encrypt(one, 'x.yaml'), { message: /asks for a role to be assumed/ });
  one.world.write('.sops.yaml', 'creation_rules:\n  - kms: arn:aws:kms:x@evil.example/:123456789012:key/1\n');
  await t.throwsAsync(encrypt(one, 'x.yaml'), { message: /not a key of the kind kms/ });
});

test('Google Cloud KMS: what is encrypted decrypts, and a refusal names the role', async (t) => {
  const kms = await startKms();
  t.teardown(() => kms.stop());
  const id = 'projects/p/locations/global/keyRings/r/cryptoKeys/k';
  const one = await here(t, { CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: kms.url });
  one.world.write('.sops.yaml', `creation_rules:\n  - gcp_kms: ${id}\n`);
  const path = await encrypt(one, 'ours.yaml');
  t.deepEqual(await values(one, path), ['admin', 'a secret: value']);
  t.regex(
    readFileSync(path, 'utf8'),
    /gcp_kms:\n\s+- created_at: "[^"]+"\n\s+enc: \S+\n\s+resource_id: projects\/p\//,
  );
  kms.denied.add(id);
  const error = await t.throwsAsync(encrypt(one, 'x.yaml'), { instanceOf: StoreError });
  t.is(error.code, 'denied');
  t.regex(error.hint ?? '', /cryptoKeyEncrypterDecrypter/);
});

test('Shamir: two of three groups of different kinds open a file, one does not', async (t) => {
  const sops = need(t, 'sops');
  const first = await makeWorld(t);
  const key = await pgpKey(t, first.folder);
  if (sops === undefined || need(t, 'moto_server') === undefined || moto === undefined || key === undefined)
    return;
  const url = `http://127.0.0.1:${moto.port}`;
  const arn = await newKey(url);
  const aws = { ...awsEnv, AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-west-1' };
  const one = await here(t, { ...aws, GNUPGHOME: key.GNUPGHOME }, true);
  const groups = `      - age: [${one.world.recipient}]\n      - pgp: [${key.fingerprint}]\n      - kms: [{arn: ${arn}}]\n`;
  one.world.write('.sops.yaml', `creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n${groups}`);
  const path = await encrypt(one, 'ours.yaml');
  const none = { GNUPGHOME: join(one.world.folder, 'none'), AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  const age = { SOPS_AGE_KEY_FILE: one.world.env['SOPS_AGE_KEY_FILE'] ?? '' };
  for (const [env, opens] of [
    [{ ...none, ...age, GNUPGHOME: key.GNUPGHOME }, true],
    [{ ...none, ...awsEnv, GNUPGHOME: key.GNUPGHOME, AWS_ENDPOINT_URL: url }, true],
    [{ ...none, GNUPGHOME: key.GNUPGHOME }, false],
  ] as const) {
    const who: Here = { ...(await here(t, env)), world: one.world };
    const found = await values(who, path).catch((error: unknown) => error);
    if (opens) t.deepEqual(found, ['admin', 'a secret: value']);
    else t.true(found instanceof StoreError && found.code === 'denied');
    const read = await run(sops, ['decrypt', path], who.env);
    t.is(read.code === 0, opens, read.stderr);
  }
});

async function newKey(url: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': 'TrentService.CreateKey',
      'content-type': 'application/x-amz-json-1.1',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/kms/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: '{}',
  });
  const { KeyMetadata } = (await response.json()) as { KeyMetadata: { Arn: string } };
  return KeyMetadata.Arn;
}
