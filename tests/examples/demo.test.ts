import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { Random, toBase64 } from '../../detectors/helpers.ts';
import { makeSecrets } from '../../examples/leaky-shop/values.ts';

test('the demo goes the whole way, shows no value and leaves nothing behind', (t) => {
  const temporary = mkdtempSync(join(tmpdir(), 'unleak-demo-test-'));
  t.teardown(() => rmSync(temporary, { recursive: true, force: true }));
  const home = join(temporary, 'home');
  const run = spawnSync(process.execPath, [join(import.meta.dirname, '../../examples/leaky-shop/demo.ts')], {
    encoding: 'utf8',
    cwd: temporary,
    env: { ...process.env, TMPDIR: temporary, HOME: home },
  });
  t.is(run.status, 0, run.stdout + run.stderr);
  for (const said of [
    /16 secrets found/,
    /is done and proven/,
    /^-\s+password: \*{4}/m,
    /^\+\s+password: ENC\[AES256_GCM,/m,
    /push stopped: 1 secret would leak/,
    /src\/refund\.js:1 in commit/,
  ])
    t.regex(run.stdout, said);
  for (const value of Object.values(makeSecrets(new Random('leaky-shop'))))
    for (const form of [value, toBase64(value)]) t.false((run.stdout + run.stderr).includes(form));
  t.deepEqual(readdirSync(temporary), []);
  t.false(existsSync(home));
});
