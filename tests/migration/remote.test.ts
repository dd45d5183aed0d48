import test, { type ExecutionContext } from 'ava';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  applyPlan,
  migratedTags,
  planMigration,
  readPlan,
  renderPlan,
  resume,
  rollback,
  secretTag,
  status,
  verify,
} from '../../src/migration/index.ts';
import { findingsOf, git, snapshot } from './helpers.ts';
import { base64, leaked, program, shop, shopFiles } from './shop.ts';
import { ServerStore, StoreServer } from './store-server.ts';

async function server(t: ExecutionContext): Promise<StoreServer> {
  const started = await StoreServer.start();
  t.teardown(() => started.stop());
  return started;
}

const values = (live: ReturnType<StoreServer['live']>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(live).map(([name, { value }]) => [name, JSON.parse(value) as unknown]));

test('Secrets and workload variables move; every file and key is accounted for', async (t) => {
  const remote = await server(t);
  const { root, plan, context } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  t.deepEqual(snapshot(root), shopFiles, 'planning writes nothing');
  t.is(remote.held.size, 0);
  const out = await applyPlan(made, context());
  t.is(out.state, 'done', out.reason);
  t.deepEqual(out.manual, []);
  t.deepEqual(values(remote.live()), {
    'shop/prod/db': { user: 'admin', password: leaked.database, motd: leaked.text },
    'shop/prod/api-secrets': { API_TOKEN: leaked.api, WORKER_KEY: leaked.worker },
    'shop/prod/worker-secrets': { WORKER_KEY: leaked.worker },
  });
  const files = snapshot(root);
  for (const value of Object.values(leaked))
    for (const [path, text] of Object.entries(files))
      t.false(text.includes(value.trim()) || text.includes(base64(value)), path);
  const [db] = parseAllDocuments(files['deploy/db.yaml'] ?? '').map(
    (one) => one.toJS() as Record<string, never>,
  );
  t.like(db, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'db', namespace: 'prod' },
    spec: {
      target: {
        name: 'db',
        template: { metadata: { labels: { app: 'db' }, annotations: { note: 'keep' } } },
      },
      data: [{ secretKey: 'user' }, { secretKey: 'password' }, { secretKey: 'motd' }],
    },
  });
  t.false(JSON.stringify(db).includes('last-applied'));
  t.is(
    files['deploy/worker.yaml'],
    String(shopFiles['deploy/worker.yaml']).replace(
      `value: ${leaked.worker}\r\n`,
      'valueFrom:\r\n                secretKeyRef:\r\n                  name: worker-secrets\r\n                  key: WORKER_KEY\r\n',
    ),
    'line endings and everything else stay',
  );
  t.true(files['deploy/kustomization.yaml']?.includes('  - api-secrets.yaml\n'));
  t.deepEqual(
    out.proof?.checks.filter((check) => check.result === 'failed'),
    [],
  );
});

test('a second run finds nothing to do', async (t) => {
  const remote = await server(t);
  const { root, plan, context, state, findings } = await shop(t, new ServerStore(remote.url));
  await applyPlan(await plan(), context());
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'moved');
  const again = await planMigration({
    root,
    findings: findingsOf(root, { 'deploy/db.yaml': /data\.password$/ }),
    store: new ServerStore(remote.url),
    state,
    program,
    signal: new AbortController().signal,
  });
  t.deepEqual([again.changes, again.files, again.manual], [[], [], []]);
  const tags = await migratedTags(state);
  t.true(findings.every((finding) => tags.has(secretTag(state, finding.value))));
});

test('rollback gives the first bytes again and takes back what was put', async (t) => {
  const remote = await server(t);
  const { root, plan, context, state } = await shop(t, new ServerStore(remote.url));
  const mode = statSync(join(root, 'deploy/db.yaml')).mode;
  const made = await plan();
  await applyPlan(made, context());
  const out = await rollback(made.id, context());
  t.is(out.state, 'rolled-back', out.reason);
  t.deepEqual(snapshot(root), shopFiles);
  t.is(statSync(join(root, 'deploy/db.yaml')).mode, mode);
  t.deepEqual(remote.live(), {});
  t.is(git(root, 'status', '--porcelain'), '');
  t.is((await rollback(made.id, context())).state, 'rolled-back');
  t.deepEqual(
    (await status({ state })).map((one) => [one.state, one.next]),
    [['rolled-back', []]],
  );
  t.is((await migratedTags(state)).size, 0);
});

test('uncommitted files come back from the encrypted copy', async (t) => {
  const remote = await server(t);
  const { root, plan, context } = await shop(t, new ServerStore(remote.url));
  const path = join(root, 'deploy/db.yaml');
  writeFileSync(path, `${String(shopFiles['deploy/db.yaml'])}# staged, not committed\n`);
  git(root, 'add', '-A');
  const before = snapshot(root);
  const made = await plan();
  t.is((await applyPlan(made, context())).state, 'done');
  t.is((await rollback(made.id, context())).state, 'rolled-back');
  t.deepEqual(snapshot(root), before);
});

test('a file whose working copy differs from the index is left and listed', async (t) => {
  const remote = await server(t);
  const { root, plan } = await shop(t, new ServerStore(remote.url));
  writeFileSync(join(root, 'deploy/db.yaml'), `${String(shopFiles['deploy/db.yaml'])}# being edited\n`);
  const made = await plan();
  t.true(
    made.manual.every((item) => item.path === 'deploy/db.yaml' && /differs from the index/.test(item.reason)),
  );
  t.is(made.manual.length, 3);
  t.false(made.files.some((file) => file.path === 'deploy/db.yaml'));
});

test('a file edited since is a conflict: not overwritten, nothing it may refer to undone', async (t) => {
  const remote = await server(t);
  const { root, plan, context } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  await applyPlan(made, context());
  const path = join(root, 'deploy/api.yaml');
  const edited = `${readFileSync(path, 'utf8')}# mine\n`;
  writeFileSync(path, edited);
  const out = await rollback(made.id, context());
  t.is(out.state, 'conflict');
  t.deepEqual(
    out.conflicts.map((conflict) => conflict.path),
    ['deploy/api.yaml'],
  );
  t.regex(out.conflicts[0]?.message ?? '', /git show [0-9a-f]{40}:/);
  t.is(readFileSync(path, 'utf8'), edited);
  t.is(Object.keys(remote.live()).length, 3);
  t.regex(out.hint ?? '', /^move them away/);
  rmSync(path);
  t.is((await rollback(made.id, context())).state, 'rolled-back');
  t.deepEqual(snapshot(root), shopFiles);
  t.deepEqual(remote.live(), {});
});

test('a plan is refused when a file, the plan, the version or the store moved', async (t) => {
  const remote = await server(t);
  const { root, plan, context, state } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  const edited = { ...made, options: { ...made.options, update: true } };
  await t.throwsAsync(applyPlan(edited, context()), { message: /does not verify/ });
  t.throws(() => readPlan(JSON.stringify(edited), state), { message: /does not verify/ });
  t.deepEqual(readPlan(JSON.stringify(made), state), made);
  t.throws(() => readPlan('{', state), { message: 'the plan is not JSON' });
  await t.throwsAsync(applyPlan(made, context({ program: '9' })), { message: /made by version/ });
  writeFileSync(join(root, 'deploy/api.yaml'), `${String(shopFiles['deploy/api.yaml'])}# x\n`);
  await t.throwsAsync(applyPlan(made, context()), { message: /not as it was when the plan was made/ });
  t.is(remote.held.size, 0);
});

test('what someone else put between plan and apply is never overwritten', async (t) => {
  const remote = await server(t);
  const { root, plan, context } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  const theirs = Buffer.from('theirs');
  remote.held.set('shop/prod/db', {
    versions: new Map([['x', theirs]]),
    current: 'x',
    createdBy: 'x',
    deleted: false,
  });
  await t.throwsAsync(applyPlan(made, context({ checkStore: true })), {
    message: /db is not as it was .* made it since/,
  });
  t.is(remote.held.size, 1, 'nothing was begun');
  const out = await applyPlan(made, context());
  t.is(out.state, 'stopped');
  t.regex(out.reason ?? '', /shop\/prod\/db is not as it was/);
  t.deepEqual(snapshot(root), shopFiles, 'no file was touched');
  t.is((await rollback(made.id, context())).state, 'rolled-back');
  t.deepEqual(Object.keys(remote.live()), ['shop/prod/db']);
  t.is(remote.live()['shop/prod/db']?.value, 'theirs');
  await t.throwsAsync(plan(), { message: /is there already with another value/ });
  for (const name of remote.held.keys()) if (name !== 'shop/prod/db') remote.held.delete(name);
  const update = await plan({ update: true });
  t.is((await applyPlan(update, context({ checkStore: true }))).state, 'done');
  t.is(remote.live()['shop/prod/db']?.versions, 2);
  t.is((await rollback(update.id, context())).state, 'rolled-back');
});

test('what someone else puts after our put is not rewritten over, and not undone', async (t) => {
  const remote = await server(t);
  const { root, plan, context } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  const write = (): void => {
    const held = remote.held.get('shop/prod/db');
    held?.versions.set('theirs', Buffer.from('theirs'));
    if (held !== undefined) held.current = 'theirs';
  };
  const stopped = await applyPlan(
    made,
    context({ events: (event) => void (event.type === 'state' && event.state === 'staged' && write()) }),
  );
  t.is(stopped.state, 'stopped');
  t.regex(stopped.reason ?? '', /^shop\/prod\/db was changed by someone else after it was stored/);
  t.regex(stopped.hint ?? '', /^unleak migrate rollback /);
  t.deepEqual(snapshot(root), shopFiles, 'no file was touched');
  t.is((await resume(made.id, context())).state, 'stopped');
  const back = await rollback(made.id, context());
  t.is(back.state, 'rolled-back');
  t.deepEqual(
    back.conflicts.map((conflict) => conflict.path),
    ['shop/prod/db'],
  );
  t.is(remote.live()['shop/prod/db']?.value, 'theirs');
  t.is(Object.keys(remote.live()).length, 1);
});

test('what someone else puts while files are rewritten is said, and counts as rotated', async (t) => {
  const remote = await server(t);
  const { plan, context } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  let once = false;
  const out = await applyPlan(
    made,
    context({
      events: (event) => {
        if (event.type !== 'rewritten' || once) return;
        once = true;
        const held = remote.held.get('shop/prod/db');
        held?.versions.set('theirs', Buffer.from('{"password":"new"}'));
        // What was ours is gone after a while.
        held?.versions.delete(held.createdBy);
        if (held !== undefined) held.current = 'theirs';
      },
    }),
  );
  t.is(out.state, 'done', out.reason);
  const said = out.proof?.checks.find((check) => check.subject === 'shop/prod/db');
  t.is(said?.result, 'skipped');
  t.regex(said?.detail ?? '', /somebody wrote version theirs since/);
  const seen = await verify(made.id, context());
  t.is(seen.state, 'done', seen.reason);
  t.true(seen.rotate.find((item) => item.address.endsWith('data.password'))?.rotated);
});

test('a lost answer and a store that is down end in one version each', async (t) => {
  const remote = await server(t);
  const { root, plan, context } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  remote.loseAnswers = 2;
  const first = await applyPlan(made, context());
  t.is(first.state, 'stopped');
  t.deepEqual(snapshot(root), shopFiles);
  remote.refuse = 1;
  t.is((await resume(made.id, context())).state, 'stopped');
  const last = await resume(made.id, context());
  t.is(last.state, 'done', last.reason);
  t.true(Object.values(remote.live()).every((held) => held.versions === 1));
  t.is(Object.keys(remote.live()).length, 3);
});

test('a signal stops between two writes, and resume goes on', async (t) => {
  const remote = await server(t);
  const { plan, context, state } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  const controller = new AbortController();
  const stopped = await applyPlan(
    made,
    context({
      signal: controller.signal,
      events: (event) => {
        if (event.type === 'rewritten') controller.abort();
      },
    }),
  );
  t.is(stopped.state, 'stopped');
  const [now] = await status({ state }, made.id);
  t.like(now, { state: 'rewriting', filesDone: 1, running: false, next: ['resume', 'rollback'] });
  t.is((await resume(made.id, context())).state, 'done');
});

test('what is to be rotated says where its vendor revokes it', async (t) => {
  const remote = await server(t);
  const { root, context, state, findings, store } = await shop(t, new ServerStore(remote.url));
  const revoke = 'https://example.org/keys';
  const made = await planMigration({
    root,
    findings: findings.map((finding) => ({ ...finding, fix: { migrate: true, revoke } })),
    store,
    state,
    program,
    signal: new AbortController().signal,
  });
  const out = await applyPlan(made, context());
  t.true(out.rotate.length > 0 && out.rotate.every((item) => item.revoke === revoke && !item.rotated));
});

test('verify sees a rotation, and what is missing', async (t) => {
  const remote = await server(t);
  const { plan, context, state, findings } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  await applyPlan(made, context());
  const before = await verify(made.id, context());
  t.is(before.state, 'done');
  t.true(before.rotate.every((item) => !item.rotated));
  const held = remote.held.get('shop/prod/api-secrets');
  held?.versions.set('rotated', Buffer.from(JSON.stringify({ API_TOKEN: 'new', WORKER_KEY: leaked.worker })));
  if (held !== undefined) held.current = 'rotated';
  const after = await verify(made.id, context());
  t.deepEqual(
    after.rotate.filter((item) => item.rotated).map((item) => item.address.slice(-13)),
    ['.env[0].value'],
  );
  const tags = await migratedTags(state);
  const token = findings.find((finding) => finding.id.includes('env[0]') && finding.id.includes('api'));
  t.is(token === undefined ? '' : tags.get(secretTag(state, token.value)), 'rotated');
  remote.held.delete('shop/prod/db');
  t.is((await verify(made.id, context())).state, 'stopped');
});

test('no value in plan, table, diff, events, journal, state, or outcome', async (t) => {
  const remote = await server(t);
  const { root, plan, context, state, events } = await shop(t, new ServerStore(remote.url));
  const made = await plan();
  const out = await applyPlan(made, context());
  const back = await rollback(made.id, context());
  const said = [made, renderPlan(made), events, out, back].map((one) => JSON.stringify(one)).join('\n');
  for (const value of Object.values(leaked)) {
    for (const form of [value.trim(), base64(value), base64(value.trim())]) {
      t.false(said.includes(form));
      t.throws(() => execFileSync('grep', ['-rF', form, state.dir], { stdio: 'pipe' }), {
        message: /Command failed/,
      });
    }
  }
  t.false(snapshot(root)['deploy/db.yaml'] === undefined);
});
