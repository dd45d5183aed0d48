import test from 'ava';
import { Random, crcBase62 } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine, reveal } from '../../src/engine/index.ts';
import { oidOf, openRepository, planWalk } from '../../src/git/index.ts';
import { scan } from '../../src/scan/index.ts';
import { WalkThreads } from '../../src/scan/threads.ts';
import { wantedOf } from '../../src/scan/walk.ts';
import { TestRepository } from '../helpers/repository.ts';

const engine = createEngine(detectors);
const builtIn = detectors.map((detector) => detector.id);
const runs = process.env['UNLEAK_LONG'] === undefined ? 6 : 200;

/** A repository of files that grow, shrink and move, with secrets that come, stay and go: deltas of every kind. */
function grow(random: Random): TestRepository {
  const repository = new TestRepository();
  const files = new Map<string, string[]>();
  const secret = (): string => {
    const body = random.base62(30);
    return random.pick([
      `token = "ghp_${body}${crcBase62(body)}"`,
      `DB_PASSWORD=${random.base62(14)}`,
      `zendesk_password = "${random.base62(15)}"`,
      `url: postgres://app:${random.base62(12)}@db/app`,
      `kind: SealedSecret`,
      `password: ${random.base62(16)}`,
    ]);
  };
  const names = ['a.yaml', 'src/b.js', 'deploy/c.yaml', '.env', 'd.txt'];
  for (let commit = 0; commit < 25; commit++) {
    const name = random.pick(names);
    const lines = files.get(name) ?? [
      'apiVersion: v1',
      'kind: Secret',
      'data:',
      ...Array.from(
        { length: 80 },
        () => `  k${random.below(1e6)}: ${Buffer.from(random.lower(8)).toString('base64')}`,
      ),
    ];
    const at = random.below(lines.length + 1);
    if (random.below(3) === 0) lines.splice(at, 1 + random.below(10));
    else lines.splice(at, random.below(2), random.below(2) === 0 ? secret() : `line ${random.base62(20)}`);
    files.set(name, lines);
    repository.commit(`change ${commit}`, {
      [name]: `${lines.join(random.below(8) === 0 ? '\r\n' : '\n')}\n`,
    });
  }
  repository.git('repack', '-adfq', `--depth=${1 + random.below(50)}`, '--window=20');
  return repository;
}

test('both readers find the same, place by place', async (t) => {
  for (let run = 0; run < runs; run++) {
    const repository = grow(new Random(`readers ${run}`));
    const results = [];
    for (const choice of [{ reader: 'plain' }, { reader: 'pack' }] as const) {
      const { findings, coverage } = await scan({
        paths: [repository.folder],
        cwd: '/',
        engine,
        version: '0',
        now: 1_700_000_000,
        tree: false,
        key: Buffer.alloc(32, 1),
        ...choice,
      });
      results.push({ findings, coverage: { ...coverage, seconds: 0 } });
    }
    t.true((results[0]?.findings.length ?? 0) > 0);
    t.deepEqual(results[1], results[0], `run ${run}: the pack reader`);
    repository.remove();
  }
});

test('two threads together find what one finds', async (t) => {
  const repository = grow(new Random('threads'));
  const opened = await openRepository(repository.folder);
  const { signal } = new AbortController();
  const plan = planWalk(opened);
  const found = async (threads: number): Promise<unknown[]> => {
    const workers = new WalkThreads(engine, planWalk(opened), threads, builtIn, signal);
    try {
      const parts = await workers.content();
      const blobs = parts
        .flatMap((part) => [...wantedOf(part)])
        .map(([number, candidates]) => ({
          oid: oidOf(plan.store, number),
          candidates,
          paths: ['.env', 'a.yaml'],
        }))
        .sort((a, b) => (a.oid < b.oid ? -1 : 1));
      const matches = new Map<string, unknown>();
      const unreadable = await workers.judge(blobs, ({ detector, secret, ...match }, holder) => {
        const value = Buffer.from(reveal(secret)).toString();
        matches.set(JSON.stringify([holder, match.span.start, detector.id, value, match.decoded]), match);
      });
      return [blobs, [...matches].sort(([a], [b]) => (a < b ? -1 : 1)), unreadable];
    } finally {
      await workers.close();
    }
  };
  const one = await found(1);
  t.true((one[0] as unknown[]).length >= 8, 'enough to be judged in threads');
  t.deepEqual(await found(2), one);
  repository.remove();
});
