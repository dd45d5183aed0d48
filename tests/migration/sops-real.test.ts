import test from 'ava';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { need } from '../services/parts.ts';
import { madeUp } from './helpers.ts';
import { migrateToSops } from './migrate-sops.ts';
import { base64, leaked, shopFiles, shopWanted } from './shop.ts';

test('the real sops decrypts every file of a migrated tree, and exec-env hands out the values', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const token = `${madeUp(59, 20)}"'$ x`;
  const { one, files, plan } = await migrateToSops(
    t,
    { ...shopFiles, '.env': `TOKEN='${madeUp(60, 20)}'\nOTHER="a b"\n`, 'web.env': `WEB=${token}\n` },
    { ...shopWanted, '.env': /TOKEN|OTHER/, 'web.env': /WEB/ },
    { decryptedBy: 'manual', dotenv: 'exec-env' },
  );
  const env = { PATH: process.env['PATH'], HOME: one.dir, XDG_CONFIG_HOME: join(one.dir, 'config') };
  const run = (...args: readonly string[]): string =>
    execFileSync(sops, args, { cwd: one.root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const encrypted = plan.files.filter((file) => file.encryption !== undefined).map((file) => file.path);
  t.deepEqual([...encrypted].sort(), [
    'deploy/api-secrets.yaml',
    'deploy/db.yaml',
    'deploy/worker-secrets.yaml',
    'secrets.enc.env',
    'secrets.web.enc.env',
  ]);
  for (const path of encrypted) t.notThrows(() => run('decrypt', path), path);
  t.like(parse(run('decrypt', 'deploy/db.yaml')), {
    data: { user: base64('admin'), password: base64(leaked.database) },
    stringData: { motd: leaked.text },
  });
  t.like(parse(run('decrypt', 'deploy/api-secrets.yaml')), {
    stringData: { API_TOKEN: leaked.api, WORKER_KEY: leaked.worker },
  });
  t.is(run('exec-env', 'secrets.enc.env', 'printenv TOKEN OTHER'), `${madeUp(60, 20)}\na b\n`);
  t.is(run('exec-env', 'secrets.web.enc.env', 'printenv WEB'), `${token}\n`);
  const path = join(one.root, 'deploy/db.yaml');
  writeFileSync(path, (files['deploy/db.yaml'] ?? '').replace('data:', 'data :').replace(/tag:./, 'tag:A'));
  t.throws(() => run('decrypt', 'deploy/db.yaml'));
});
