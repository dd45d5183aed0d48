import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { detectors } from '../../detectors/index.ts';
import { needsModule } from '../../scripts/build/prepared-needs.ts';
import * as original from '../../src/engine/run-need.ts';

test('what the bundle knows of the patterns is what is read off them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'unleak-needs-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'needs.mjs');
  writeFileSync(file, needsModule(join(import.meta.dirname, '../../src/engine/run-need.ts')));
  const prepared = (await import(file)) as typeof original;
  t.is(prepared.holdsRun, original.holdsRun);
  for (const { id, pattern } of detectors)
    t.deepEqual(prepared.runNeed(pattern), original.runNeed(pattern), id);
  t.deepEqual(prepared.runNeed(/[a-z]{20}/), original.runNeed(/[a-z]{20}/));
});
