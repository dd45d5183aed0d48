import test from 'ava';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  applyPlan,
  type Store,
  planMigration,
  planOf,
  resume,
  migratedTags,
  rollback,
  verify,
} from '../../src/migration/index.ts';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createSopsStore } from '../../providers/sops/index.ts';
import { git, madeUp, snapshot } from './helpers.ts';
import { base64, leaked, program, shop, shopFiles, shopWanted } from './shop.ts';
import { migrateToSops } from './migrate-sops.ts';
import { openSops } from './sops-store.ts';

const clear = (text: string): string =>
  text.replaceAll(/ENC\[[^\]]*\]/g, 'ENC').replace(/\nsops:\n[^]*$/, '\n');

test('Secrets are encrypted in place, variables move to an encrypted Secret; a new identity and .sops.yaml are made', async (t) => {
  const { one, files, out, read, plan } = await migrateToSops(t);
  t.deepEqual(out.manual, []);
  t.deepEqual(await read('deploy/db.yaml'), {
    'data.user': base64('admin'),
    'data.password': base64(leaked.database),
    'stringData.motd': leaked.text,
  });
  t.deepEqual(await read('deploy/api-secrets.yaml'), {
    'stringData.API_TOKEN': leaked.api,
    'stringData.WORKER_KEY': leaked.worker,
  });
  t.deepEqual(await read('deploy/worker-secrets.yaml'), { 'stringData.WORKER_KEY': leaked.worker });
  const identity = join(one.dir, 'config/sops/age/keys.txt');
  t.is(statSync(identity).mode & 0o777, 0o600);
  t.true(one.events.some((event) => event.type === 'identity' && event.path === identity));
  const recipient = /public key: (age1\w+)/.exec(readFileSync(identity, 'utf8'))?.[1];
  t.deepEqual(parse(files['.sops.yaml'] ?? ''), {
    creation_rules: [
      {
        path_regex: String.raw`\.(ya?ml|json)$`,
        encrypted_regex: '^(data|stringData)$',
        mac_only_encrypted: true,
        age: [recipient],
      },
    ],
  });
  t.is(
    clear(files['deploy/db.yaml'] ?? '').replace(/motd: .*\n\n?/, 'motd: ENC\n'),
    String(shopFiles['deploy/db.yaml'])
      .replace(/ {4}kubectl[^]*?\n(?=type)/, '')
      .replace(/(user|password): [\w+/=]+/g, '$1: ENC')
      .replace('# rotate', '#ENC')
      .replace(/motd: [^]*$/, 'motd: ENC\n'),
    'indents, line ends and everything else stay',
  );
  t.is(
    (parse(files['deploy/db.yaml'] ?? '') as { sops: Record<string, unknown> }).sops['mac_only_encrypted'],
    true,
  );
  for (const value of Object.values(leaked))
    for (const text of Object.values(files))
      t.false(text.includes(value.trim()) || text.includes(base64(value)));
  t.true(out.proof?.checks.some((check) => check.check === 'decrypts' && check.result === 'passed'));
  t.is(plan.files.find((file) => file.path === 'deploy/db.yaml')?.encryption?.origin, 'new identity');
});

test('rollback gives the first bytes again, and the new files go', async (t) => {
  const { one, plan } = await migrateToSops(t);
  const back = await rollback(plan.id, one.context());
  t.is(back.state, 'rolled-back', back.reason);
  t.deepEqual(snapshot(one.root), shopFiles);
});

test('a Secret among other objects with data moves to a file of its own, listed beside', async (t) => {
  const value = madeUp(51, 20);
  const document = `# the key\napiVersion: v1\nkind: Secret\nmetadata:\n  name: m\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{"kind":"Secret","stringData":{"p":"${value}"}}'\nstringData:\n  p: ${value} # here\n`;
  const others = [
    'kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {a: b}\n',
    'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n',
  ];
  const { files, read, out } = await migrateToSops(
    t,
    {
      'kustomization.yaml': 'resources:\n- all.yaml\n',
      'all.yaml': `${others[0] ?? ''}---\n${document}---\n${others[1] ?? ''}`,
    },
    { 'all.yaml': /p$/ },
  );
  t.deepEqual(out.manual, []);
  t.is(files['all.yaml'], others.join('---\n'));
  t.is(files['kustomization.yaml'], 'resources:\n- all.yaml\n- all-secrets.yaml\n');
  t.deepEqual(await read('all-secrets.yaml'), { 'stringData.p': value });
  t.is(
    clear(files['all-secrets.yaml'] ?? ''),
    '---\n# the key\napiVersion: v1\nkind: Secret\nmetadata:\n  name: m\nstringData:\n  p: ENC #ENC\n',
    'comments beside encrypted values are encrypted, as sops does it',
  );
});

test('who decrypts is found in the tree, or asked for', async (t) => {
  const without = await shop(t, openSops);
  const asked = await without.plan();
  t.deepEqual([asked.changes.length, asked.files.length], [0, 0]);
  t.like(asked.questions[0], {
    option: 'decryptedBy',
    files: ['deploy/api.yaml', 'deploy/db.yaml', 'deploy/worker.yaml'],
  });
  const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: shop}\nspec:\n  path: ./deploy\n  decryption: {provider: sops, secretRef: {name: sops-age}}\n`;
  const { out, files, one } = await migrateToSops(
    t,
    { ...shopFiles, 'cluster/shop.yaml': flux },
    shopWanted,
    {},
  );
  t.deepEqual(out.manual, []);
  t.is(out.proof?.checks.find((check) => check.check === 'decryptor')?.detail, 'flux (cluster/shop.yaml)');
  t.is(files['cluster/shop.yaml'], flux);
  git(one.root, 'add', '-A');
  const again = await one.plan();
  t.deepEqual([again.changes, again.files], [[], []], 'nothing is left to do');
});

test('KSOPS: encrypted files go to a generator', async (t) => {
  const { files } = await migrateToSops(t, shopFiles, shopWanted, { decryptedBy: 'ksops' });
  t.deepEqual(parse(files['deploy/kustomization.yaml'] ?? ''), {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['api.yaml', 'worker.yaml'],
    generators: ['secret-generator.yaml'],
  });
  t.like(parse(files['deploy/secret-generator.yaml'] ?? ''), {
    kind: 'ksops',
    files: ['db.yaml', 'api-secrets.yaml', 'worker-secrets.yaml'],
  });
});

test('.env and compose with exec-env: decoded values in an encrypted file, the rest stays', async (t) => {
  const value = (seed: number): string => madeUp(seed, 20);
  const { files, read, out } = await migrateToSops(
    t,
    {
      '.env': `# env\nPORT=80\nexport TOKEN="${value(52)}"\nPEM="line ${value(53)}\nnext"\n`,
      'web/docker-compose.yml': `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${value(54)} # pw\n  app:\n    environment:\n      - "POSTGRES_PASSWORD=${value(55)}"\n      - A=b\n`,
      'bad.env': `PATTERN=${value(56)}\\\\n\n`,
    },
    { '.env': /TOKEN|PEM/, 'web/docker-compose.yml': /POSTGRES/, 'bad.env': /PATTERN/ },
    { dotenv: 'exec-env' },
  );
  t.is(files['.env'], '# env\nPORT=80\n');
  t.deepEqual(await read('secrets.enc.env'), { TOKEN: value(52), PEM: `line ${value(53)}\nnext` });
  t.deepEqual(await read('web/secrets.docker-compose.enc.env'), {
    POSTGRES_PASSWORD: value(54),
    APP_POSTGRES_PASSWORD: value(55),
  });
  t.deepEqual(parse(files['web/docker-compose.yml'] ?? ''), {
    services: {
      db: {
        environment: {
          POSTGRES_PASSWORD: '${POSTGRES_PASSWORD:?sops exec-env secrets.docker-compose.enc.env}',
        },
      },
      app: {
        environment: [
          'POSTGRES_PASSWORD=${APP_POSTGRES_PASSWORD:?sops exec-env secrets.docker-compose.enc.env}',
          'A=b',
        ],
      },
    },
  });
  t.deepEqual(
    out.manual.map((item) => [item.path, /backslash/.test(item.reason)]),
    [['bad.env', true]],
  );
});

test('helm-secrets: values move to secrets.yaml beside them', async (t) => {
  const { files, read } = await migrateToSops(
    t,
    {
      'chart/Chart.yaml': 'name: c\n',
      'chart/values.yaml': `auth:\n  user: x\n  password: "${madeUp(57, 20)}" # pw\n`,
    },
    { 'chart/values.yaml': /password/ },
    { decryptedBy: 'helm-secrets' },
  );
  t.is(files['chart/values.yaml'], 'auth:\n  user: x\n  password: "" # pw\n');
  t.deepEqual(await read('chart/secrets.yaml'), { 'auth.password': madeUp(57, 20) });
});

test('an existing .sops.yaml is followed; a rule that would encrypt kind and metadata is refused', async (t) => {
  const config = (regex: string): string =>
    `creation_rules:\n  - path_regex: deploy/\n    ${regex}\n    age: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n`;
  const good = await shop(t, openSops, {
    ...shopFiles,
    '.sops.yaml': config('encrypted_regex: ^(data|stringData)$'),
  });
  const plan = await good.plan({ decryptedBy: 'manual' });
  t.true(
    plan.files.every(
      (file) => file.encryption === undefined || file.encryption.origin.includes('.sops.yaml'),
    ),
  );
  const out = await applyPlan(plan, good.context());
  t.is(out.state, 'done', out.reason);
  t.true(out.proof?.checks.some((check) => check.check === 'decrypts' && check.result === 'skipped'));
  const bad = await shop(t, openSops, { ...shopFiles, '.sops.yaml': config('encrypted_regex: data') });
  const refused = await bad.plan({ decryptedBy: 'manual' });
  t.is(refused.changes.length, 0);
  t.true(refused.manual.every((item) => /does not cover data and stringData alone/.test(item.reason)));
});

test('an existing .sops.yaml that does not speak of the files gets a rule for exactly them', async (t) => {
  const recipient = await identityToRecipient(await generateX25519Identity());
  const config = `# ours\r\ncreation_rules:\r\n- path_regex: ^apps/ # theirs\r\n  age: ${recipient}\r\n`;
  const age = [await identityToRecipient(await generateX25519Identity())];
  const store = (root: string, home: string): Store => createSopsStore({ root, env: { HOME: home }, age });
  const one = await shop(t, store, { ...shopFiles, 'deploy/.sops.yaml': config, 'apps/x.env': 'A=b\n' });
  const out = await applyPlan(await one.plan({ decryptedBy: 'manual', age }), one.context());
  t.is(out.state, 'done', out.reason);
  const files = snapshot(one.root);
  t.true(files['deploy/.sops.yaml']?.startsWith(config), 'their bytes stay');
  t.is(files['.sops.yaml'], undefined);
  t.deepEqual(parse(files['deploy/.sops.yaml'] ?? ''), {
    creation_rules: [
      { path_regex: '^apps/', age: recipient },
      {
        path_regex: String.raw`^(db\.yaml|api-secrets\.yaml|worker-secrets\.yaml)$`,
        encrypted_regex: '^(data|stringData)$',
        mac_only_encrypted: true,
        age,
      },
    ],
  });
  for (const path of ['deploy/db.yaml', 'deploy/api-secrets.yaml'])
    t.is((await openSops(one.root, one.dir).ruleFor(join(one.root, path), {})).origin, 'deploy/.sops.yaml:5');
  const without = await shop(t, openSops, { ...shopFiles, 'deploy/.sops.yaml': config });
  const [left] = (await without.plan({ decryptedBy: 'manual' })).manual;
  t.regex(
    left?.write ?? '',
    /--age age1…, which adds the rule, or add it to creation_rules there:\n {6}- path_regex/,
  );
});

test('verify sees a rotation in the encrypted file', async (t) => {
  const { one, plan } = await migrateToSops(t);
  t.true((await verify(plan.id, one.context())).rotate.every((item) => !item.rotated));
  const store = openSops(one.root, one.dir);
  const path = join(one.root, 'deploy/api-secrets.yaml');
  const { Secret } = await import('../../src/engine/index.ts');
  const rotated = await store.setValue({
    path,
    bytes: new Uint8Array(readFileSync(path)),
    format: 'yaml',
    document: 0,
    address: ['stringData', 'API_TOKEN'],
    value: Secret.fromText(madeUp(58, 20)),
  });
  writeFileSync(path, rotated);
  const after = await verify(plan.id, one.context());
  t.is(after.state, 'done', after.reason);
  t.deepEqual(
    after.rotate.filter((item) => item.rotated).map((item) => item.address.slice(-13)),
    ['.env[0].value'],
  );
  t.true((await migratedTags(one.state)).size > 0);
  rmSync(path);
  const gone = await verify(plan.id, one.context());
  t.is(gone.state, 'stopped');
  t.deepEqual(gone.rotate, after.rotate, 'what cannot be looked at is not rotated by that');
});

test('a plan is not applied for other recipients than it says', async (t) => {
  const one = await shop(t, openSops);
  const age = [await identityToRecipient(await generateX25519Identity())];
  const store = createSopsStore({ root: one.root, env: { HOME: one.dir }, age });
  const plan = await planMigration({
    root: one.root,
    findings: one.findings,
    store,
    state: one.state,
    program,
    options: { decryptedBy: 'manual', age },
    signal: new AbortController().signal,
  });
  t.deepEqual(plan.files.find((file) => file.path === 'deploy/db.yaml')?.encryption?.recipients, age);
  const out = await applyPlan(plan, one.context());
  t.is(out.state, 'stopped');
  t.regex(out.reason ?? '', /encrypted for others than the plan says/);
  t.deepEqual(snapshot(one.root), shopFiles);
  t.deepEqual((await planOf(plan.id, one.state)).options.age, age);
  t.is((await resume(plan.id, one.context({ store }))).state, 'done');
});
