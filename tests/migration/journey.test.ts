import test, { type ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import {
  applyPlan,
  migratedTags,
  planMigration,
  rollback,
  secretTag,
  type Context,
} from '../../src/migration/index.ts';
import { scan, type LiveFinding } from '../../src/scan/index.ts';
import { git, madeUp, repository, snapshot, state, temporary, write } from './helpers.ts';
import { base64, program } from './shop.ts';
import { openSops } from './sops-store.ts';
import { ServerStore, StoreServer } from './store-server.ts';

const engine = createEngine(detectors);

async function findings(
  root: string,
  paths: readonly string[] = ['.'],
  history = false,
): Promise<readonly LiveFinding[]> {
  const result = await scan({
    paths: paths.map((path) => join(root, path)),
    cwd: root,
    engine,
    version: program,
    history,
    now: 1_790_000_000,
  });
  return result.findings;
}

/** Files given one by one are named from the current folder; a finding's place is from the root. */
function rescan(root: string): NonNullable<Context['rescan']> {
  return async (paths) => {
    const all = await findings(root);
    return all.filter((finding) => finding.places.some((place) => paths.includes(place.path ?? '')));
  };
}

const password = (seed: number): string => `${madeUp(seed, 18)}!9`;

function leaky(dir: string): { root: string; files: Record<string, string>; values: string[] } {
  const [db, token, url, motd, env, compose] = [71, 72, 73, 74, 75, 76].map(password) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const files = {
    'deploy/kustomization.yaml': 'resources:\n- db.yaml\n- api.yaml\n- settings.yaml\n',
    'deploy/db.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: prod}\ndata:\n  username: ${base64('app')}\n  password: ${base64(db)}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: api, namespace: prod}\nstringData:\n  admin-password: "${motd}"\n`,
    'deploy/api.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: prod}\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        env:\n        - name: API_TOKEN\n          value: ${token}\n        - name: DATABASE_URL\n          valueFrom: {configMapKeyRef: {name: settings, key: DATABASE_URL}}\n`,
    'deploy/settings.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: prod}\ndata:\n  LOG_LEVEL: info\n  DATABASE_URL: postgres://app:${encodeURIComponent(url)}@db.prod:5432/app\n`,
    '.env': `PORT=80\nSMTP_PASSWORD=${env}\n`,
    'docker-compose.yml': `services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: "${compose}"\n`,
    'src/app.py': `DB_PASSWORD = "${db}"\n`,
  };
  return {
    root: repository(dir, files),
    files,
    values: [db, token, encodeURIComponent(url), motd, env, compose],
  };
}

async function journey(t: ExecutionContext, kind: 'sops' | 'remote'): Promise<void> {
  const dir = temporary(t);
  const { root, files, values } = leaky(dir);
  const server = await StoreServer.start();
  t.teardown(() => server.stop());
  const store = kind === 'sops' ? openSops(root, dir) : new ServerStore(server.url);
  const where = await state(dir, root);
  const { signal } = new AbortController();
  const found = await findings(root, ['.'], true);
  const plan = await planMigration({
    root,
    findings: found,
    store,
    state: where,
    program,
    options: { decryptedBy: 'manual', dotenv: 'exec-env' },
    signal,
  });
  const context: Context = { root, store, state: where, program, signal, rescan: rescan(root) };
  const out = await applyPlan(plan, context);
  t.is(out.state, 'done', out.reason);
  t.deepEqual(
    out.proof?.checks.filter((check) => check.result === 'failed'),
    [],
  );
  const left = plan.manual.map((item) => item.path);
  t.deepEqual(left, ['src/app.py']);
  for (const [path, text] of Object.entries(snapshot(root)))
    if (!left.includes(path))
      for (const value of values) t.false(text.includes(value) || text.includes(base64(value)), path);
  const open = (await findings(root)).filter((finding) =>
    finding.places.some((place) => !left.includes(place.path ?? '')),
  );
  t.deepEqual(
    open.map((finding) => finding.places.map((place) => place.path)),
    [],
    'the scan of the rewritten tree is clean but for what is listed',
  );
  const tags = await migratedTags(where);
  const moved = found.filter((finding) =>
    finding.places.some((place) => place.kind === 'file' && !left.includes(place.path ?? '')),
  );
  t.true(moved.length >= 4);
  t.true(moved.every((finding) => tags.has(secretTag(where, finding.value))));
  git(root, 'add', '-A');
  const back = await rollback(plan.id, context);
  t.is(back.state, 'rolled-back', back.reason);
  t.deepEqual(snapshot(root), files);
}

test('scan, move into SOPS, scan again, and back', (t) => journey(t, 'sops'));
test('scan, move into a remote store, scan again, and back', (t) => journey(t, 'remote'));

test('a folder that is no repository: the bytes come back from the encrypted copy', async (t) => {
  const dir = temporary(t);
  const root = join(dir, 'plain');
  const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: ${password(81)}\n`;
  write(root, { 'db.yaml': text });
  const store = openSops(root, dir);
  const where = await state(dir, root);
  const { signal } = new AbortController();
  const plan = await planMigration({
    root,
    findings: await findings(root),
    store,
    state: where,
    program,
    options: { decryptedBy: 'manual' },
    signal,
  });
  const context: Context = { root, store, state: where, program, signal };
  t.is((await applyPlan(plan, context)).state, 'done');
  t.false(readFileSync(join(root, 'db.yaml'), 'utf8').includes(password(81)));
  t.is((await rollback(plan.id, context)).state, 'rolled-back');
  t.is(readFileSync(join(root, 'db.yaml'), 'utf8'), text);
});
