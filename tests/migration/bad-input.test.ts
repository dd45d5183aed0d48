import test from 'ava';
import { symlinkSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../src/engine/index.ts';
import { applyPlan, migratedTags, planMigration, resume, status } from '../../src/migration/index.ts';
import { findingsOf, git, madeUp, repository, snapshot, state, temporary, type Files } from './helpers.ts';
import { base64, program, shop } from './shop.ts';
import { openSops } from './sops-store.ts';
import { ServerStore, StoreServer } from './store-server.ts';

const value = madeUp(91, 24);
const secret = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: ${value}\n`;

const hard: readonly (readonly [string, Files, RegExp, RegExp])[] = [
  ['a key that is there twice', { 's.yaml': `${secret}  password: ${value}\n` }, /./, /parse cleanly|text/],
  [
    'an anchor in the Secret',
    { 's.yaml': secret.replace('password: ', 'password: &p ') },
    /password$/,
    /anchors/,
  ],
  [
    'an alias in the Secret',
    { 's.yaml': `${secret}  again: *p\n`.replace('password: ', 'password: &p ') },
    /password$/,
    /anchors/,
  ],
  [
    'a Helm template',
    { 'templates/s.yaml': secret.replace('name: db', 'name: {{ .Release.Name }}') },
    /./,
    /template|text/,
  ],
  [
    'a SOPS file with a value in clear',
    { 's.yaml': `${secret}sops:\n  mac: x\n  version: "3"\n` },
    /password$/,
    /encrypted/,
  ],
  [
    'a .sops.yaml with a key kind that cannot be written',
    {
      's.yaml': secret,
      '.sops.yaml': 'creation_rules:\n  - hc_vault_transit_uri: https://vault.example.org/v1/sops/keys/k\n',
    },
    /password$/,
    /./,
  ],
];

for (const [title, files, address, reason] of hard)
  test(`${title}: listed with the reason, nothing written`, async (t) => {
    const [path = ''] = Object.keys(files);
    const one = await shop(t, openSops, files, { [path]: address });
    const findings = one.findings.length > 0 ? one.findings : textFinding(path);
    const plan = await planMigration({
      root: one.root,
      findings,
      store: one.store,
      state: one.state,
      program,
      options: { decryptedBy: 'manual' },
      signal: new AbortController().signal,
    });
    t.deepEqual([plan.changes, plan.files], [[], []]);
    t.true(plan.manual.length > 0);
    for (const item of plan.manual) {
      t.regex(item.reason, reason);
      t.false(JSON.stringify(item).includes(value));
    }
    t.deepEqual(snapshot(one.root), files);
  });

/** What a scan finds as text where the document was not understood. */
function textFinding(path: string): ReturnType<typeof findingsOf> {
  return [
    {
      id: 'x',
      status: 'open',
      detector: 'generic-password',
      title: 'Password',
      vendor: 'generic',
      severity: 'high',
      confidence: 'likely',
      why: [],
      secret: { mask: '****', length: '16-31' },
      places: [{ kind: 'file', path, line: 6 }],
      placesOmitted: 0,
      fix: { migrate: true },
      value: Secret.fromText(value),
    },
  ];
}

test('byte order mark, CRLF, flow style and odd indents stay', async (t) => {
  const text = `\uFEFF# head\r\napiVersion: v1\r\nkind: Secret\r\nmetadata: {name: db}\r\ndata: {user: ${base64('u')}, password: "${base64(value)}"}\r\n`;
  const one = await shop(t, openSops, { 's.yaml': text }, { 's.yaml': /password$/ });
  const out = await applyPlan(await one.plan({ decryptedBy: 'manual' }), one.context());
  t.is(out.state, 'done', out.reason);
  const after = snapshot(one.root)['s.yaml'] ?? '';
  const clear = (all: string): string =>
    all.replaceAll(/ENC\[[^\]]*\]/g, 'ENC').replaceAll(/"?ENC"?/g, 'ENC');
  t.is(
    clear(after.slice(0, after.indexOf('sops:'))),
    text.replace(base64('u'), 'ENC').replace(`"${base64(value)}"`, 'ENC'),
  );
});

test('a link is not followed, and listed', async (t) => {
  const dir = temporary(t);
  const root = repository(dir, { 'real.yaml': secret });
  symlinkSync('real.yaml', join(root, 'link.yaml'));
  git(root, 'add', '-A');
  const [found] = findingsOf(root, { 'link.yaml': /password$/ });
  const plan = await planMigration({
    root,
    findings: found === undefined ? [] : [found],
    store: openSops(root, dir),
    state: await state(dir, root),
    program,
    options: { decryptedBy: 'manual' },
    signal: new AbortController().signal,
  });
  t.deepEqual(plan.files, []);
  t.regex(plan.manual[0]?.reason ?? '', /link/);
});

test('two at once: the second stops, and the first is not disturbed', async (t) => {
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const one = await shop(t, new ServerStore(server.url));
  const [a, b] = [await one.plan(), await one.plan()];
  const results = await Promise.allSettled([applyPlan(a, one.context()), applyPlan(b, one.context())]);
  const done = results.filter((result) => result.status === 'fulfilled' && result.value.state === 'done');
  t.is(done.length, 1);
  t.is(Object.values(server.live()).filter((held) => held.versions !== 1).length, 0);
});

test('a journal with a torn line is read as it is while another process may be writing it', async (t) => {
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const one = await shop(t, new ServerStore(server.url));
  const plan = await one.plan();
  server.refuse = 100;
  t.is((await applyPlan(plan, one.context())).state, 'stopped');
  server.refuse = 0;
  const path = join(one.state.dir, 'journal', `${plan.id}.jsonl`);
  appendFileSync(path, '{"mac":"');
  t.is((await status({ state: one.state }, plan.id))[0]?.state, 'storing');
  t.is((await resume(plan.id, one.context())).state, 'done');
  t.is((await status({ state: one.state }, plan.id))[0]?.state, 'done');
  t.true((await migratedTags(one.state)).size > 0);
  writeFileSync(path, 'x\n');
  await t.throwsAsync(resume(plan.id, one.context()), { message: /does not verify at line 1/ });
  t.is((await migratedTags(one.state)).size, 0, 'a scan goes on');
  t.deepEqual(
    (await status({ state: one.state })).map((item) => item.state),
    ['damaged'],
  );
});
