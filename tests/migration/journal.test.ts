import test from 'ava';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openState } from '../../src/config/state.ts';
import { replaceFile, readFileBelow, removeFile } from '../../src/migration/files.ts';
import { Journal } from '../../src/migration/journal.ts';
import { isLocked, takeLock } from '../../src/migration/lock.ts';
import { Vault } from '../../src/migration/vault.ts';
import { madeUp, state, temporary, write } from './helpers.ts';

test('a journal reads back what was appended', async (t) => {
  const dir = temporary(t);
  const where = await state(dir, dir);
  const journal = await Journal.create('a-1', where);
  await Promise.all(
    Array.from({ length: 50 }, (_, i) => journal.append({ type: 'verified', name: `n${i}` })),
  );
  await journal.append({ type: 'proving' });
  await journal.close();
  const again = await Journal.open('a-1', where);
  t.is(again.records.length, 51);
  t.is(again.of('verified')[49]?.name, 'n49');
  await again.close();
  t.is(statSync(join(where.dir, 'journal', 'a-1.jsonl')).mode & 0o777, 0o600);
});

test('a torn last line is cut off, and appending goes on', async (t) => {
  const dir = temporary(t);
  const where = await state(dir, dir);
  const journal = await Journal.create('a-1', where);
  await journal.append({ type: 'verified', name: 'one' });
  await journal.append({ type: 'verified', name: 'two' });
  await journal.close();
  const path = join(where.dir, 'journal', 'a-1.jsonl');
  const { size } = statSync(path);
  const whole = readFileSync(path);
  for (let cut = size - 1; cut > whole.indexOf(10) + 1; cut -= 7) {
    writeFileSync(path, whole);
    truncateSync(path, cut);
    const again = await Journal.open('a-1', where);
    t.is(again.records.length, 1);
    await again.append({ type: 'verified', name: 'three' });
    await again.close();
    const last = await Journal.open('a-1', where);
    t.deepEqual(
      last.of('verified').map((record) => record.name),
      ['one', 'three'],
    );
    await last.close();
  }
});

test('a journal that was changed anywhere does not verify', async (t) => {
  const dir = temporary(t);
  const where = await state(dir, dir);
  const journal = await Journal.create('a-1', where);
  for (const name of ['one', 'two', 'three']) await journal.append({ type: 'verified', name });
  await journal.close();
  const path = join(where.dir, 'journal', 'a-1.jsonl');
  const lines = readFileSync(path, 'utf8').split('\n');
  const variants = [
    [lines[0]?.replace('one', 'uno'), lines[1], lines[2], ''],
    [lines[1], lines[0], lines[2], ''],
    [lines[0], lines[2], ''],
    [lines[0], lines[1], lines[1], lines[2], ''],
  ];
  for (const variant of variants) {
    writeFileSync(path, variant.join('\n'));
    await t.throwsAsync(Journal.open('a-1', where), { message: /does not verify/ });
  }
});

test('a second journal of the same name is refused, an empty one is taken over', async (t) => {
  const dir = temporary(t);
  const where = await state(dir, dir);
  await (await Journal.create('a-1', where)).close();
  const journal = await Journal.create('a-1', where);
  await journal.append({ type: 'proving' });
  await journal.close();
  await t.throwsAsync(Journal.create('a-1', where), { message: /was started before/ });
  await t.throwsAsync(Journal.open('../a-1', where), { message: /there is no migration/ });
});

test('one process holds the lock, a dead one does not', async (t) => {
  const dir = temporary(t);
  const where = await state(dir, dir);
  const script = `
    const { takeLock } = await import(${JSON.stringify(new URL('../../src/migration/lock.ts', import.meta.url).href)});
    await takeLock({ dir: ${JSON.stringify(where.dir)} }, 0);
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let noise = '';
  child.stderr.on('data', (chunk: Buffer) => (noise += chunk.toString()));
  await once(child.stdout, 'data');
  t.true(isLocked(where));
  await t.throwsAsync(takeLock(where, 0), { message: /another migration/ });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await takeLock(where, 1000);
  t.true(isLocked(where));
  lock.release();
  t.false(isLocked(where));
  t.is(noise, '');
});

test('the vault gives back what it was given, and keeps no plaintext', async (t) => {
  const dir = temporary(t);
  const where = await state(dir, dir);
  const value = madeUp(7, 40);
  const vault = await Vault.open(where, 'a-1');
  await vault.put('0.before', Buffer.from(`password: ${value}\n`));
  await vault.sync();
  const again = await Vault.open(where, 'a-1');
  t.is(Buffer.from(await again.get('0.before')).toString(), `password: ${value}\n`);
  t.throws(() => execFileSync('grep', ['-r', value, where.dir], { stdio: 'pipe' }));
  writeFileSync(join(where.dir, 'backup', 'a-1', '0.before.age'), 'x');
  await t.throwsAsync(vault.get('0.before'), { message: /gone or damaged/ });
  t.is(statSync(join(where.dir, 'backup-identity')).mode & 0o777, 0o600);
});

test('a file is replaced in one step, mode kept; what someone else wrote is not overwritten', async (t) => {
  const dir = temporary(t);
  write(dir, { 'a/b.yaml': 'old' });
  chmodSync(join(dir, 'a/b.yaml'), 0o640);
  const is = (text: string) => (bytes: Uint8Array) => Buffer.from(bytes).toString() === text;
  const options = { temporary: '.t', mode: 0o640 };
  await replaceFile(dir, 'a/b.yaml', Buffer.from('new'), { ...options, expected: is('old') });
  t.is(readFileSync(join(dir, 'a/b.yaml'), 'utf8'), 'new');
  t.is(statSync(join(dir, 'a/b.yaml')).mode & 0o777, 0o640);
  await t.throwsAsync(replaceFile(dir, 'a/b.yaml', Buffer.from('x'), { ...options, expected: is('old') }), {
    message: /changed by someone else/,
  });
  await t.throwsAsync(replaceFile(dir, 'a/b.yaml', Buffer.from('x'), options), {
    message: /changed by someone/,
  });
  await replaceFile(dir, 'a/c.yaml', Buffer.from('made'), options);
  await t.throwsAsync(removeFile(dir, 'a/c.yaml', is('other')), { message: /changed by someone/ });
  await removeFile(dir, 'a/c.yaml', is('made'));
  t.is(await readFileBelow(dir, 'a/c.yaml'), undefined);
});

test('links and ways out of the root are refused', async (t) => {
  const dir = temporary(t);
  write(dir, { 'root/a.yaml': 'a', 'outside/b.yaml': 'b' });
  symlinkSync(join(dir, 'outside'), join(dir, 'root/way'));
  symlinkSync(join(dir, 'outside/b.yaml'), join(dir, 'root/b.yaml'));
  const root = join(dir, 'root');
  await t.throwsAsync(readFileBelow(root, 'way/b.yaml'), { message: /behind a symbolic link/ });
  await t.throwsAsync(readFileBelow(root, 'b.yaml'), { message: /is a symbolic link/ });
  for (const path of ['../outside/b.yaml', '/etc/passwd', 'a/../a.yaml', ''])
    await t.throwsAsync(readFileBelow(root, path), { message: /leaves the repository/ });
  t.is(readFileSync(join(dir, 'outside/b.yaml'), 'utf8'), 'b');
});

test('the state directory is ours alone, and its key stays', async (t) => {
  const dir = temporary(t);
  const first = await state(dir, dir);
  const second = await state(dir, dir);
  t.is(first.mac('x', Buffer.from('a')), second.mac('x', Buffer.from('a')));
  t.not(first.mac('x', Buffer.from('a')), first.mac('y', Buffer.from('a')));
  t.is(statSync(first.dir).mode & 0o777, 0o700);
  t.is(statSync(join(first.dir, 'key')).mode & 0o777, 0o600);
  chmodSync(first.dir, 0o755);
  await t.throwsAsync(state(dir, dir), { message: /open to other users/ });
  chmodSync(first.dir, 0o700);
  appendFileSync(join(first.dir, 'key'), 'x');
  await t.throwsAsync(state(dir, dir), { message: /holds no key/ });
});

test('a state directory that is a link is refused; a shared key is used', async (t) => {
  const dir = temporary(t);
  write(dir, { 'elsewhere/x': '', 'state/y': '' });
  symlinkSync(join(dir, 'elsewhere'), join(dir, 'state', 'unleak'));
  await t.throwsAsync(state(dir, dir), { message: /is not a directory/ });
  const env = { HOME: dir, XDG_STATE_HOME: join(dir, 'two'), UNLEAK_KEY_FILE: join(dir, 'shared') };
  writeFileSync(env.UNLEAK_KEY_FILE, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  const shared = await openState(dir, env);
  t.true(shared.shared);
  t.is(shared.tag64('x', Buffer.from('a')).length, 16);
});
