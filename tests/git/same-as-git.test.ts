import test from 'ava';
import fc from 'fast-check';
import {
  oidOf,
  openRepository,
  planWalk,
  readHistory,
  readObjects,
  readSelected,
  readUnreadable,
  walkContent,
} from '../../src/git/index.ts';
import { joinHistory, listRefs, walkTrees, wantBlobs } from '../../src/git/index.ts';
import type { Delta, Repository } from '../../src/git/index.ts';
import type { TestRepository } from '../helpers/repository.ts';
import { ExposureOracle } from './exposure-oracle.ts';
import { Random, randomRepository } from './random-repository.ts'; // prettier-ignore

const runs = process.env['UNLEAK_LONG'] === undefined ? 12 : 1000;

async function onRandomRepositories(check: (repository: TestRepository, seed: number) => Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
      const repository = randomRepository(seed);
      try {
        await check(repository, seed);
      } finally {
        repository.remove();
      }
    }),
    { numRuns: runs, endOnFailure: true, seed: 4 },
  );
} // prettier-ignore

async function plainObjects(repository: Repository): Promise<Map<string, Buffer>> {
  const objects = new Map<string, Buffer>();
  const keep = (oid: string, bytes: Buffer): void => void objects.set(oid, bytes);
  await readObjects(
    repository,
    {
      blob: keep,
      commit: keep,
      tag: keep,
      problem: ({ oid }) => {
        throw new Error(`git cannot read ${oid}`);
      },
    },
    { objects: 'all' },
  );
  return objects;
}

/** Nothing between the new ranges may be anything but a copy, and no two copies may meet unnoticed. */
function checkDelta(bytes: Buffer, base: Buffer, delta: Delta): void {
  const covered = new Uint8Array(bytes.length);
  const noted = new Set<number>();
  for (let i = 0; i < delta.insertedLength; i += 2) {
    covered.fill(1, delta.inserted[i], delta.inserted[i + 1]);
    for (let at = delta.inserted[i] ?? 0; at <= (delta.inserted[i + 1] ?? 0); at++) noted.add(at);
  }
  for (let i = 0; i < delta.copiedLength; i += 3) {
    const [at = 0, from = 0, length = 0] = delta.copied.subarray(i, i + 3);
    if (!bytes.subarray(at, at + length).equals(base.subarray(from, from + length)))
      throw new Error('a copied range differs from the base');
    covered.fill(1, at, at + length);
    if ((at > 0 || from > 0) && !noted.has(at)) throw new Error('where copies meet there must be a change');
    if (at + length === bytes.length && from + length !== base.length && !noted.has(bytes.length))
      throw new Error('a base cut short is a change');
    if (!delta.moved(from, from + length).includes(at)) throw new Error('moved() misses a copy');
  }
  if (covered.includes(0)) throw new Error('a range is neither new nor copied');
}

test('the pack reader gives the objects that git gives, each once, with true deltas', async (t) => {
  let deltas = 0;
  await onRandomRepositories(async ({ folder }, seed) => {
    const repository = await openRepository(folder);
    const expected = await plainObjects(repository);
    const plan = planWalk(repository);
    const seen = new Map<string, Buffer>();
    const keep = (number: number, bytes: Buffer): void => {
      const oid = oidOf(plan.store, number);
      if (seen.has(oid)) throw new Error('an object was visited twice');
      seen.set(oid, Buffer.from(bytes));
    };
    const part = walkContent<Buffer>(plan, {
      blob(number, bytes, delta, base) {
        keep(number, bytes);
        if (delta !== undefined && base !== undefined) {
          deltas++;
          checkDelta(bytes, base, delta);
        }
        return Buffer.from(bytes);
      },
      commit: keep,
      tag: keep,
    });
    t.deepEqual([...part.unreadable, ...plan.unreadable], []);
    t.deepEqual([...seen.keys()].sort(), [...expected.keys()].sort());
    for (const [oid, bytes] of seen) if (!bytes.equals(expected.get(oid) ?? Buffer.alloc(0))) t.fail(oid);
    await readUnreadable(repository, plan, [], { problem: () => t.fail() });
    const random = new Random(seed);
    const some = [...expected.keys()].filter(() => random.chance(20));
    const selected = new Map<string, Buffer>();
    const left = await readSelected(plan, [...some, '0'.repeat(40)], (oid, bytes) => {
      t.false(selected.has(oid));
      selected.set(oid, Buffer.from(bytes));
    });
    t.deepEqual(left, ['0'.repeat(40)]);
    t.deepEqual([...selected.keys()].sort(), some.sort());
    for (const [oid, bytes] of selected) t.true(bytes.equals(expected.get(oid) ?? Buffer.alloc(1)));
  });
  t.true(deltas > 50);
});

test('exposure is what git log, ls-tree and for-each-ref say, with both readers', async (t) => {
  let compared = 0;
  await onRandomRepositories(async ({ folder }, seed) => {
    const repository = await openRepository(folder);
    const oracle = new ExposureOracle(folder);
    const random = new Random(seed + 1);
    const blobs = [...oracle.blobs()];
    const wanted = new Set(blobs.filter(() => random.chance(random.pick([10, 50, 100]))));
    const plan = planWalk(repository);
    const content = walkContent(plan, { blob: () => 0 });
    const wantedBlobs = wantBlobs(plan.store, wanted);
    const refs = await listRefs(repository);
    const { history: packed } = joinHistory(repository, plan, wantedBlobs, [content.commits], [walkTrees(plan, wantedBlobs)], refs);
    const plain = await readHistory(repository, wanted);
    for (const blob of wanted) {
      t.deepEqual(plain.paths(blob), oracle.paths(blob));
      t.deepEqual(packed.paths(blob), oracle.paths(blob));
    }
    const list = [...wanted];
    const lists: { blob: string; path: string }[][] = [];
    const expected: ReturnType<typeof oracle.exposure>[] = [];
    for (let i = 0; i < 6 && list.length > 0; i++) {
      const holders = Array.from({ length: 1 + random.below(4) }, () => random.pick(list)).flatMap((blob) =>
        oracle.paths(blob).map((path) => ({ blob, path })),
      );
      compared++;
      lists.push(holders);
      expected.push(oracle.exposure(holders));
    }
    t.deepEqual(packed.exposures(lists), plain.exposures(lists));
    t.deepEqual(packed.exposures(lists), expected);
  });
  t.true(compared > 50);
}); // prettier-ignore
