import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openCache, openState } from '../../src/config/index.ts';

test('a cache is believed only if it is what we wrote', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'unleak-cache-'));
  const state = await openState(home, { HOME: home });
  const told: string[] = [];
  const cache = openCache(state, (message) => told.push(message));
  t.is(await cache.load('content'), undefined);
  const bytes = Buffer.from('what was learnt');
  await Promise.all([cache.save('content', bytes), cache.save('content', bytes)]);
  t.deepEqual(Buffer.from((await cache.load('content')) ?? []), bytes);
  t.deepEqual(told, []);
  const path = join(state.dir, 'cache');
  t.is(statSync(path).mode & 0o777, 0o600);
  t.deepEqual(readdirSync(state.dir).sort(), ['cache', 'key'], 'nothing is left over');

  const file = readFileSync(path);
  for (const damaged of [
    file.subarray(0, 10),
    file.subarray(0, 64),
    file.subarray(0, -1),
    Buffer.concat([file, Buffer.from('x')]),
    Buffer.from(file.map((byte, i) => (i === 70 ? byte ^ 1 : byte))),
  ]) {
    writeFileSync(path, damaged);
    told.length = 0;
    t.is(await cache.load('content'), undefined);
    t.is(told.length, 1);
    t.is(await cache.load('content'), undefined, 'it is gone');
    t.is(told.length, 1);
  }
  rmSync(home, { recursive: true });
});
