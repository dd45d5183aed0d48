import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generateHybridIdentity, generateIdentity, identityToRecipient } from 'age-encryption';
import test from 'ava';
import { createSopsStore, dotenvProblem } from '../../providers/sops/index.ts';
import { reveal } from '../../src/engine/index.ts';
import { StoreError } from '../../src/migration/store.ts';
import { need } from '../services/parts.ts';
import { makeWorld, run, type World } from './sops-world.ts';

const SOURCE = 'a: one\nb: two\n';

async function values(
  world: World,
  bytes: Uint8Array,
  env: Record<string, string> = world.env,
): Promise<string[]> {
  const store = createSopsStore({ root: world.folder, env });
  const found = await store.decrypt({ path: join(world.folder, 'a.yaml'), bytes, format: 'yaml' });
  return found.map(({ value }) => Buffer.from(reveal(value)).toString('utf8'));
}

test('key groups: two of three open the file, one does not, for us and for sops', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  const identities = await Promise.all([1, 2, 3].map(() => generateIdentity()));
  const recipients = await Promise.all(identities.map((identity) => identityToRecipient(identity)));
  const groups = recipients.map((recipient) => `      - age: [${recipient}]\n`).join('');
  const config = world.write(
    '.sops.yaml',
    `creation_rules:\n  - key_groups:\n${groups}    shamir_threshold: 2\n`,
  );
  const { path, text } = await world.encrypt('a.yaml', SOURCE);
  t.regex(text, /key_groups:/);
  t.regex(text, /shamir_threshold: 2/);
  const made = await run(sops, ['--config', config, 'encrypt', world.write('x.yaml', SOURCE)], world.env);
  t.is(made.code, 0, made.stderr);
  for (const held of [identities.slice(0, 2), identities.slice(1), identities]) {
    const env = { HOME: world.folder, PATH: '', SOPS_AGE_KEY: held.join('\n') };
    t.is((await run(sops, ['decrypt', path], env)).code, 0);
    t.deepEqual(await values(world, Buffer.from(text), env), ['one', 'two']);
    t.deepEqual(await values(world, made.stdout, env), ['one', 'two']);
  }
  const alone = { HOME: world.folder, PATH: '', SOPS_AGE_KEY: identities[0] ?? '' };
  t.is((await run(sops, ['decrypt', path], alone)).code, 128);
  const error = await t.throwsAsync(values(world, Buffer.from(text), alone), { instanceOf: StoreError });
  t.is(error.code, 'denied');
});

test('ssh keys open and receive, as in age', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  for (const [type, ...more] of [['ed25519'], ['rsa', '-b', '2048']]) {
    const file = join(world.folder, `key_${type}`);
    execFileSync('ssh-keygen', ['-q', '-t', type ?? '', ...more, '-N', '', '-f', file]);
    const recipient = readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const env = { HOME: world.folder, PATH: '', SOPS_AGE_SSH_PRIVATE_KEY_FILE: file };
    const store = world.storeWith({ age: [recipient], env });
    const path = join(world.folder, 'a.yaml');
    const rule = await store.ruleFor(path, {});
    const made = await store.encrypt({ path, bytes: Buffer.from(SOURCE), format: 'yaml', rule });
    t.is(made.verifiedBy, 'identity');
    const ran = await run(sops, ['decrypt', world.write('a.yaml', made.bytes)], env);
    t.is(ran.code, 0, ran.stderr);
    t.is(ran.stdout.toString(), SOURCE);
    const theirs = await run(sops, ['encrypt', '--age', recipient, world.write('b.yaml', SOURCE)], world.env);
    t.is(theirs.code, 0, theirs.stderr);
    t.deepEqual(await values(world, theirs.stdout, env), ['one', 'two']);
  }
});

test('post-quantum recipients', async (t) => {
  const world = await makeWorld(t);
  const identity = await generateHybridIdentity();
  const recipient = await identityToRecipient(identity);
  const env = { HOME: world.folder, SOPS_AGE_KEY: identity };
  const store = world.storeWith({ age: [recipient], env });
  const path = join(world.folder, 'a.yaml');
  const made = await store.encrypt({
    path,
    bytes: Buffer.from(SOURCE),
    format: 'yaml',
    rule: await store.ruleFor(path, {}),
  });
  t.is(made.verifiedBy, 'identity');
  t.deepEqual(await values(world, made.bytes, env), ['one', 'two']);
});

test('a new identity is planned first, then written where SOPS looks, readable by nobody else', async (t) => {
  const world = await makeWorld(t);
  const home = join(world.folder, 'home');
  mkdirSync(home);
  const env = { HOME: home, PATH: '' };
  const store = createSopsStore({ root: home, env });
  const path = join(home, 'a.yaml');
  const rule = await store.ruleFor(path, { encryptedRegex: '^data$' });
  t.deepEqual(rule.recipients, []);
  t.is(rule.origin, 'new identity');
  const { identityPath = '' } = await store.prepare([path]);
  t.throws(() => statSync(identityPath));
  await t.throwsAsync(store.encrypt({ path, bytes: Buffer.from(SOURCE), format: 'yaml', rule }), {
    instanceOf: StoreError,
  });
  const created = await store.createIdentity();
  t.is(created.path, identityPath);
  t.true(created.created);
  t.is(statSync(identityPath).mode & 0o777, 0o600);
  t.is((await createSopsStore({ root: home, env }).createIdentity()).recipient, created.recipient);
  const made = await store.encrypt({ path, bytes: Buffer.from('data:\n  a: one\n'), format: 'yaml', rule });
  t.is(made.verifiedBy, 'identity');
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const ran = await run(sops, ['decrypt', world.write('home/a.yaml', made.bytes)], env);
  t.is(ran.stdout.toString(), 'data:\n    a: one\n');
  await t.throwsAsync(
    createSopsStore({ root: home, env: { HOME: world.folder }, createIdentity: false }).ruleFor(path, {}),
  );
});

test('.sops.yaml: nearest upwards, first rule that fits, RE2 against the relative path', async (t) => {
  const world = await makeWorld(t);
  const other = await identityToRecipient(await generateIdentity());
  mkdirSync(join(world.folder, 'app', 'secrets'), { recursive: true });
  world.write(
    '.sops.yaml',
    [
      'creation_rules:',
      '  - path_regex: (?i)^APP/secrets/.*\\.yaml$',
      '    encrypted_regex: ^data$',
      '    mac_only_encrypted: true',
      `    age: "${world.recipient}, ${other},"`,
      '  - path_regex: \\.json$',
      `    age: [${other}]`,
      '  - path_regex: vault',
      '    hc_vault_transit_uri: https://vault.example.org/v1/sops/keys/a',
      'stores:',
      '  yaml: {indent: 3}',
      '',
    ].join('\n'),
  );
  const at = (path: string): string => join(world.folder, path);
  const first = await world.store.ruleFor(at('app/secrets/a.yaml'), { encryptedRegex: 'ignored' });
  t.deepEqual(first.recipients, [world.recipient, other]);
  t.is(first.encryptedRegex, '^data$');
  t.true(first.macOnlyEncrypted);
  t.is(first.origin, '.sops.yaml:2');
  const made = await world.store.encrypt({
    path: at('x'),
    bytes: Buffer.from('data: {a: b}\n'),
    format: 'yaml',
    rule: first,
  });
  t.regex(Buffer.from(made.bytes).toString(), /^sops:\n {3}age:\n {6}- enc: \|\n/m);
  t.deepEqual((await world.store.ruleFor(at('app/b.json'), {})).recipients, [other]);
  const none = await t.throwsAsync(world.store.ruleFor(at('app/c.yaml'), {}), { instanceOf: StoreError });
  t.is(none.code, 'usage');
  t.regex(none.hint ?? '', /\n {6}- path_regex: '\^app\/c\\\.yaml\$'\n {8}age: age1…$/);
  const kms = await t.throwsAsync(world.store.ruleFor(at('vault.env'), {}), { instanceOf: StoreError });
  t.regex(kms.message, /hc_vault_transit_uri, which cannot be written yet/);
  t.is((await world.storeWith({ age: [other] }).ruleFor(at('app/c.yaml'), {})).origin, '--age');
  t.regex(
    (await world.storeWith({ age: [other] }).ruleFor(at('vault.env'), {})).origin,
    /^--age \(\.sops\.yaml:8 asks/,
  );
  world.write('app/.sops.yaml', `creation_rules:\n  - age: ${other}\n`);
  t.is((await world.store.ruleFor(at('app/secrets/a.yaml'), {})).origin, 'app/.sops.yaml:2');
  for (const bad of [
    'creation_rules: 1',
    'creation_rules: [1]',
    'creation_rules: [{age: nonsense}]',
    'creation_rules: [{path_regex: "("}]',
    ': :',
  ]) {
    world.write('app/.sops.yaml', bad);
    const error = await t.throwsAsync(
      world.store.ruleFor(at('app/a.yaml'), {}),
      { instanceOf: StoreError },
      bad,
    );
    t.is(error.code, 'usage');
  }
});

test('updatekeys keeps values, rotate replaces the data key', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  const env = { HOME: join(world.folder, 'nobody'), PATH: '', SOPS_AGE_KEY: identity };
  const { path, text } = await world.encrypt('a.yaml', SOURCE);
  const input = { path, bytes: Buffer.from(text), format: 'yaml' as const };
  const rule = await world.storeWith({ age: [world.recipient, recipient] }).ruleFor(path, {});
  const updated = await world.store.updateKeys({ ...input, rule });
  t.deepEqual(world.store.recipientsOf(updated, 'yaml'), [`age ${world.recipient}`, `age ${recipient}`]);
  t.is(Buffer.from(updated).toString().split('\nsops:')[0], text.split('\nsops:')[0]);
  t.is((await run(sops, ['decrypt', world.write('a.yaml', updated)], env)).stdout.toString(), SOURCE);
  const rotated = await world.store.rotate({ ...input, bytes: updated });
  t.not(Buffer.from(rotated).toString().split('\nsops:')[0], text.split('\nsops:')[0]);
  t.is((await run(sops, ['decrypt', world.write('a.yaml', rotated)], env)).stdout.toString(), SOURCE);
});

test('what SOPS cannot carry is refused with the reason, and no value in it', async (t) => {
  const world = await makeWorld(t);
  const canary = `canary${'x'.repeat(20)}`;
  const cases: [string, string, RegExp][] = [
    ['a.yaml', `- ${canary}\n`, /top level/],
    ['a.yaml', `a: &x ${canary}\nb: *x\n`, /alias/],
    ['a.yaml', `x: &x\n  k: ${canary}\ny:\n  <<: *x\n`, /alias/],
    ['a.yaml', `1: ${canary}\n`, /no text/],
    ['a.yaml', `a: ${canary}\na: 2\n`, /twice/],
    ['a.yaml', `a: [${canary}\n`, /not valid YAML/],
    ['a.yaml', `a: 18446744073709551615\nb: ${canary}\n`, /2\^63/],
    ['a.yaml', `a: {{ .Values.${canary} }}\n`, /no text/],
    ['a.yaml', `a_unencrypted: "x\u2028"\nb: ${canary}\n`, /line break/],
    ['a.json', `["${canary}"]`, /top level/],
    ['a.json', `{"a": "${canary}", "a": 1}`, /twice/],
    ['a.json', `{"a": "${canary}"`, /not valid JSON/],
    ['a.env', `export A=${canary}\n`, /export/],
    ['a.env', `A=${canary}\r\n`, /carriage return/],
    ['a.env', `${canary}\n`, /NAME=value/],
    ['a.ini', `a = ${canary}#rest\n`, /# or ;/],
    ['a.ini', `a = ${canary}\\\n  more\n`, /next line/],
  ];
  for (const [name, source, reason] of cases) {
    const error = await t.throwsAsync(world.encrypt(name, source), { instanceOf: StoreError }, source);
    t.is(error.code, 'usage');
    t.regex(error.message + (error.hint ?? ''), reason);
    t.false(JSON.stringify([error.message, error.hint, error.stack]).includes(canary), source);
  }
  const { text } = await world.encrypt('a.yaml', SOURCE);
  const twice = await t.throwsAsync(world.encrypt('a.yaml', text), { instanceOf: StoreError });
  t.regex(twice.message, /already/);
  t.is(dotenvProblem('A', Buffer.from('plain "quoted" value\nline')), undefined);
  for (const [key, value] of [
    ['sops_x', 'a'],
    ['A B', 'a'],
    ['A', 'a\\nb'],
    ['A', 'a\0b'],
    ['A', '\xff'],
  ] as const) {
    t.truthy(dotenvProblem(key, Buffer.from(value, 'latin1')));
  }
});

test('hostile shapes end in an error, not in a crash', async (t) => {
  const world = await makeWorld(t);
  const bomb = [
    'a: &a0 [x,x,x,x,x,x,x,x,x,x]',
    ...Array.from({ length: 9 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(9)}*a${i}]`),
  ].join('\n');
  const shapes: [string, string][] = [
    ['a.yaml', `a: ${'['.repeat(20_000)}\n`],
    ['a.yaml', `a: ${'['.repeat(2000)}${']'.repeat(2000)}\n`],
    ['a.yaml', bomb],
    ['a.yaml', 'a: &a [*a]\n'],
    ['a.json', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a.yaml', `a: ${'9'.repeat(500_000)}\n<<: 1\n: x\n? [a]\n: b\n`],
  ];
  for (const [name, source] of shapes) {
    await t.throwsAsync(world.encrypt(name, source), { instanceOf: StoreError }, source.slice(0, 40));
  }
});
