import test from 'ava';
import { Random, crcBase62 } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { scan } from '../../src/scan/index.ts';
import type { Remembrance, ScanMemory, ScanResult } from '../../src/scan/index.ts';
import { importRandom, Random as GitRandom, randomRepository } from '../git/random-repository.ts';
import { TestRepository } from '../helpers/repository.ts';

const engine = createEngine(detectors);

/** A memory in memory, and an engine that counts the blobs and messages it looks at. */
function world(): {
  memory: ScanMemory;
  loaded: Remembrance[];
  counting: Engine;
  looked: () => number;
  saved: () => number;
} {
  const kept = new Map<Remembrance, Uint8Array>();
  let saved = 0;
  let looked = 0;
  const loaded: Remembrance[] = [];
  return {
    loaded,
    memory: {
      fewest: 0,
      load: (what) => {
        loaded.push(what);
        return Promise.resolve(kept.get(what));
      },
      save: (what, bytes) => {
        kept.set(what, bytes);
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
    Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`files/${i % 50}/${i}.txt`, `file ${i}\n`])),
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
  t.is(saved(), 2);
  const first = looked();
  t.true(first > 100);
  t.deepEqual(await history(repository.folder, counting, memory), without, 'the second');
  t.is(saved(), 2, 'nothing new');
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
  t.is(saved(), 5);

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

/** Changes a repository in a random way; gives what was done. */
function change(repository: TestRepository, random: GitRandom, words: readonly string[]): string {
  const names = repository.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags').trim().split('\n');
  const what = random.pick(['onto', 'onto', 'apart', 'copy', 'copy', 'merge', 'refs', 'nothing', 'repack', 'gc', 'prune']);
  switch (what) {
    case 'onto':
      importRandom(repository, random, { words, onto: `${random.pick(['refs/heads/main', 'refs/heads/topic'])}^0` });
      break;
    case 'apart':
      importRandom(repository, random, { words });
      break;
    case 'copy': {
      const paths = repository.git('ls-tree', '-r', '-z', '--name-only', 'refs/heads/main').split('\0').filter(Boolean);
      const commands = paths.slice(0, 3).map((path, i) => `${random.pick(['C', 'R'])} ${JSON.stringify(path)} "moved/${random.below(3)}${i}/.env"\n`);
      repository.fastImport(`commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 4\nmove\nfrom refs/heads/main^0\n${commands.join('')}\n`);
      break;
    }
    case 'merge': {
      const tree = repository.git('rev-parse', 'refs/heads/topic^{tree}').trim();
      const merge = repository.git('commit-tree', '-p', 'refs/heads/main', '-p', 'refs/heads/topic', '-m', `merge ${random.pick(words)}`, tree);
      repository.git('update-ref', 'refs/heads/main', merge.trim());
      break;
    }
    case 'refs':
      repository.git('update-ref', random.pick(['refs/heads/topic', 'refs/heads/new', 'refs/odd/one']), `${random.pick(names)}^0`);
      if (names.length > 2 && random.chance(50)) repository.git('update-ref', '-d', random.pick(names.filter((name) => !/main|topic/.test(name))));
      break;
    case 'repack':
      repository.git('repack', '-dq');
      break;
    case 'gc':
      repository.git('gc', '-q', '--prune=never');
      break;
    case 'prune':
      repository.git('gc', '-q', '--prune=now');
      break;
    case 'nothing':
  }
  return what;
} // prettier-ignore

const runs = process.env['UNLEAK_LONG'] === undefined ? 3 : 100;

test('with what is remembered of it, a repository that changed in any way gives the same report', async (t) => {
  const token = (random: Random): string => {
    const body = random.base62(30);
    return `ghp_${body}${crcBase62(body)}`;
  };
  let quick = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const random = new GitRandom(seed * 7919);
    const secrets = new Random(`again ${seed}`);
    const words = [
      token(secrets),
      `token = "${token(secrets)}"`,
      `password = "${secrets.base62(16)}"`,
      `password: ${secrets.base62(14)}`,
      'data:\n  password: aHVudGVyMg==\n',
    ];
    const repository = randomRepository(seed, words);
    const { memory, loaded } = world();
    const done: string[] = [];
    try {
      await history(repository.folder, engine, memory);
      for (let step = 0; step < 4; step++) {
        done.push(change(repository, random, words));
        loaded.length = 0;
        const fresh = await history(repository.folder, engine);
        const again = await history(repository.folder, engine, memory);
        if (!loaded.includes('content')) quick++;
        t.is(JSON.stringify(again, null, 1), JSON.stringify(fresh, null, 1), `${seed}: ${done.join(', ')}`);
      }
    } finally {
      repository.remove();
    }
  }
  t.true(quick >= runs, `${quick} scans read only what was new`);
});
