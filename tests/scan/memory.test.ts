import test from 'ava';
import { Random, crcBase62 } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { scan } from '../../src/scan/index.ts';
import type { ScanMemory, ScanResult } from '../../src/scan/index.ts';
import { TestRepository } from '../helpers/repository.ts';

const engine = createEngine(detectors);

/** A memory in memory, and an engine that counts the blobs and messages it looks at. */
function world(): { memory: ScanMemory; counting: Engine; looked: () => number; saved: () => number } {
  let kept: Uint8Array | undefined;
  let saved = 0;
  let looked = 0;
  return {
    memory: {
      load: () => Promise.resolve(kept),
      save: (bytes) => {
        kept = bytes;
        saved++;
        return Promise.resolve();
      },
    },
    counting: {
      ...engine,
      version: engine.version,
      find(bytes, ranges) {
        looked++;
        return engine.find(bytes, ranges);
      },
    },
    looked: () => looked,
    saved: () => saved,
  };
}

async function history(
  folder: string,
  by: Engine,
  memory?: ScanMemory,
): Promise<Pick<ScanResult, 'findings'> & { coverage: unknown }> {
  const { findings, coverage } = await scan({
    paths: [folder],
    cwd: '/',
    engine: by,
    version: '0',
    tree: false,
    now: 0,
    key: new Uint8Array(32),
    ...(memory === undefined ? {} : { memory }),
  });
  return { findings, coverage: { ...coverage, seconds: 0 } };
}

test('a second scan looks at new objects alone, and finds the same', async (t) => {
  const random = new Random('memory');
  const token = (): string => {
    const body = random.base62(30);
    return `ghp_${body}${crcBase62(body)}`;
  };
  const repository = new TestRepository();
  const lines = Array.from({ length: 40 }, () => random.base62(20));
  repository.commit(
    `first ${token()}`,
    Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`files/${i % 50}/${i}.txt`, `file ${i}\n`])),
  );
  for (let i = 0; i < 10; i++) {
    lines.splice(i * 3, 1, i % 2 === 0 ? `token = "${token()}"` : random.base62(20));
    repository.commit(`change ${i}`, {
      'src/a.js': lines.join('\n'),
      'k8s.yaml': `apiVersion: v${i}\nkind: X\n`,
    });
  }
  repository.git('gc', '--quiet');
  const { memory, counting, looked, saved } = world();
  const without = await history(repository.folder, engine);
  t.true(without.findings.length >= 6);
  t.deepEqual(await history(repository.folder, counting, memory), without, 'the first');
  t.is(saved(), 1);
  const first = looked();
  t.true(first > 2000);
  t.deepEqual(await history(repository.folder, counting, memory), without, 'the second');
  t.is(saved(), 1, 'nothing new');
  t.true(looked() - first < 30, 'only the message with a candidate, and names that are printed');

  lines.push(`other = "${token()}"`, lines[4] ?? '');
  repository.commit('new', { 'src/a.js': lines.join('\n'), 'src/b.js': lines.slice(0, 9).join('\n') });
  for (const way of ['loose', 'repacked'] as const) {
    if (way === 'repacked') repository.git('repack', '-adfq', '--depth=10');
    const before = looked();
    const fresh = await history(repository.folder, engine);
    t.is(fresh.findings.length, without.findings.length + 1);
    t.deepEqual(await history(repository.folder, counting, memory), fresh, way);
    t.true(looked() - before < 60, way);
  }
  t.is(saved(), 2);

  // Objects that are gone are forgotten, and found no more.
  repository.git('reset', '--hard', '--quiet', 'HEAD~1');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  repository.git('gc', '--quiet', '--prune=now');
  t.deepEqual(await history(repository.folder, counting, memory), without, 'pruned');
  const other = createEngine(detectors.filter(({ generic }) => generic !== true));
  t.deepEqual(
    await history(repository.folder, other, memory),
    await history(repository.folder, other),
    'what was learnt with other detectors is not used',
  );
  repository.remove();
});
