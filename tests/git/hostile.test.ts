import test from 'ava';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import {
  oidOf,
  openRepository,
  planWalk,
  readUnreadable,
  UnsupportedStorage,
  walkContent,
} from '../../src/git/index.ts';
import { joinHistory, readHistory, readObjects, walkTrees, wantBlobs } from '../../src/git/index.ts';
import type { ObjectProblem, Repository } from '../../src/git/index.ts';
import { Walker } from '../../src/git/pack/walker.ts';
import { TestRepository } from '../helpers/repository.ts';
import { blobId, deltaSize, writePack } from './pack-builder.ts';
import type { PackEntry } from './pack-builder.ts';
import { Random, randomRepository } from './random-repository.ts'; // prettier-ignore

interface Outcome {
  readonly read: Map<string, Buffer>;
  readonly problems: Map<string, ObjectProblem['code']>;
}

/** All that the pack reader reads, and what it says of the rest after asking git. */
async function readAll(repository: Repository, maxBytes?: number): Promise<Outcome> {
  const plan = planWalk(repository, maxBytes === undefined ? {} : { maxBytes });
  const read = new Map<string, Buffer>();
  const problems = new Map<string, ObjectProblem['code']>();
  const keep = (number: number, bytes: Buffer): void => void read.set(oidOf(plan.store, number), Buffer.from(bytes));
  const part = walkContent(plan, { blob: keep, commit: keep, tag: keep });
  const keepId = (oid: string, bytes: Buffer): void => void read.set(oid, bytes);
  await readUnreadable(repository, plan, part.unreadable, {
    blob: keepId,
    commit: keepId,
    tag: keepId,
    problem: ({ oid, code }) => void problems.set(oid, code),
  });
  return { read, problems };
} // prettier-ignore

async function packed(
  entries: readonly PackEntry[],
  options: { wide?: boolean; maxBytes?: number } = {},
): Promise<Outcome> {
  const repository = new TestRepository('--bare');
  try {
    mkdirSync(join(repository.folder, 'objects', 'pack'), { recursive: true });
    writePack(join(repository.folder, 'objects', 'pack', 'pack-1'), entries, options);
    return await readAll(await openRepository(repository.folder), options.maxBytes);
  } finally {
    repository.remove();
  }
}

const text = Buffer.from('the base of all\n'.repeat(20));
const longer = Buffer.concat([text, Buffer.from('more')]);
/** Copies all of `text` and appends `more`. */
const delta = Buffer.concat([deltaSize(text.length), deltaSize(longer.length), Buffer.from([0x80 | 0x10 | 0x20, text.length & 255, text.length >> 8, 4]), Buffer.from('more')]); // prettier-ignore
const base: PackEntry = { oid: blobId(text), type: 3, data: text };
const onTop: PackEntry = { oid: blobId(longer), type: 6, base: 0, data: delta };

test('a delta by offset and one by id, the base behind it, and offsets in the 64-bit table', async (t) => {
  const byId: PackEntry = { ...onTop, type: 7, base: base.oid };
  for (const entries of [[base, onTop], [byId, base], [base, byId]])
    for (const wide of [false, true]) {
      const { read, problems } = await packed(entries, { wide });
      t.deepEqual(read.get(onTop.oid), longer);
      t.deepEqual(read.get(base.oid), text);
      t.is(problems.size, 0);
    }
}); // prettier-ignore

test('packs beyond 2 and 4 GiB', async (t) => {
  const far = Buffer.from('far away\n');
  const entries = [
    base,
    { ...onTop, gap: 2.5 * 2 ** 30 },
    { oid: blobId(far), type: 3, data: far, gap: 2.5 * 2 ** 30 },
  ];
  const { read, problems } = await packed(entries);
  t.is(problems.size, 0);
  t.deepEqual([read.get(onTop.oid), read.get(blobId(far))], [longer, far]);
});

test('cycles of bases, bases that are not there, and lies about sizes are problems, and the rest is read', async (t) => {
  const one = '11'.repeat(20);
  const two = '22'.repeat(20);
  const hostile: Record<string, PackEntry[]> = {
    'a cycle of two': [
      { oid: one, type: 7, base: two, data: delta },
      { oid: two, type: 7, base: one, data: delta },
    ],
    'its own base': [{ oid: one, type: 7, base: one, data: delta }],
    'a base that is not there': [{ oid: one, type: 7, base: two, data: delta }],
    'an offset before the pack': [{ oid: one, type: 6, base: -1, data: delta }],
    'a size too large': [{ oid: one, type: 3, data: text, size: text.length + 1 }],
    'a size too small': [{ oid: one, type: 3, data: text, size: text.length - 1 }],
    'an impossible size': [{ oid: one, type: 3, data: text, size: 2 ** 45 }],
    'no stream': [{ oid: one, type: 3, data: text, stream: Buffer.from('no zlib stream') }],
    'an unknown type': [{ oid: one, type: 5, data: text }],
    'a cut delta': [{ oid: one, type: 7, base: base.oid, data: delta.subarray(0, -2) }],
    'an empty delta': [{ oid: one, type: 7, base: base.oid, data: Buffer.alloc(0) }],
    'a copy from outside': [
      { oid: one, type: 7, base: base.oid, data: Buffer.concat([deltaSize(text.length), deltaSize(9), Buffer.from([0x80 | 1 | 2 | 0x10, 255, 255, 9])]) },
    ],
    'the reserved instruction': [
      { oid: one, type: 7, base: base.oid, data: Buffer.concat([deltaSize(text.length), deltaSize(9), Buffer.from([0])]) },
    ],
    'another base size': [{ oid: one, type: 7, base: base.oid, data: Buffer.concat([deltaSize(5), delta.subarray(2)]) }],
  };
  for (const [name, entries] of Object.entries(hostile)) {
    const { read, problems } = await packed([base, ...entries, onTop]);
    t.deepEqual(read.get(base.oid), text, name);
    t.deepEqual(read.get(onTop.oid), longer, name);
    for (const { oid } of entries) t.true(problems.has(oid) && !read.has(oid), name);
  }
}); // prettier-ignore

test('the plain reader leaves an object on which git never ends', async (t) => {
  const repository = new TestRepository('--bare');
  t.teardown(() => repository.remove());
  const own = '11'.repeat(20);
  mkdirSync(join(repository.folder, 'objects', 'pack'), { recursive: true });
  writePack(join(repository.folder, 'objects', 'pack', 'pack-1'), [
    base,
    { oid: own, type: 7, base: own, data: delta },
    onTop,
  ]);
  const opened = await openRepository(repository.folder);
  for (const objects of ['all', [base.oid, own, onTop.oid]] as const) {
    const answers: string[] = [];
    await readObjects(
      opened,
      {
        blob: (oid) => void answers.push(oid),
        problem: ({ code, oid }) => void answers.push(`${code} ${oid}`),
      },
      { objects, patience: 0.5 },
    );
    t.deepEqual(answers.sort(), [base.oid, onTop.oid, `corrupt-object ${own}`].sort());
  }
});

test('a bomb is not unpacked beyond the limit', async (t) => {
  const oid = '33'.repeat(20);
  // 64 KiB of instructions that copy the same 320 bytes: a delta may make as much as it likes of them.
  const huge = Buffer.concat([deltaSize(text.length), deltaSize(2 ** 40), Buffer.alloc(1000, 0xb0)]);
  const zeros = Buffer.alloc(8 * 2 ** 20);
  const { read, problems } = await packed(
    [base, { oid, type: 7, base: base.oid, data: huge }, { oid: blobId(zeros), type: 3, data: zeros }, onTop],
    { maxBytes: 2 ** 20 },
  );
  t.deepEqual([...read.keys()].sort(), [base.oid, onTop.oid].sort());
  t.is(problems.get(blobId(zeros)), 'too-large');
  t.is(problems.get(oid), 'too-large');
});

test('bases that do not fit the budget are made again', async (t) => {
  const first = Buffer.alloc(30_000, 'abcdefgh\n');
  const contents = [first];
  const entries: PackEntry[] = [{ oid: blobId(first), type: 3, data: first }];
  for (let i = 1; i < 90; i++) {
    // A comb: each of the chain carries one more besides the next of the chain, and that one is the heavier.
    const under = contents[i % 2 === 0 ? i - 2 : i - 1] ?? first;
    const added = Buffer.from(i % 2 === 0 ? `line ${i}\n` : randomBytes(100));
    const code = Buffer.concat([
      deltaSize(under.length),
      deltaSize(under.length + added.length),
      Buffer.from([
        0x80 | 0x70,
        under.length & 255,
        (under.length >> 8) & 255,
        under.length >> 16,
        added.length,
      ]),
      added,
    ]);
    contents.push(Buffer.concat([under, added]));
    entries.push({
      oid: blobId(contents[i] ?? first),
      type: 6,
      base: i % 2 === 0 ? i - 2 : i - 1,
      data: code,
    });
  }
  const repository = new TestRepository('--bare');
  t.teardown(() => repository.remove());
  mkdirSync(join(repository.folder, 'objects', 'pack'), { recursive: true });
  writePack(join(repository.folder, 'objects', 'pack', 'pack-1'), entries);
  const { store, content } = planWalk(await openRepository(repository.folder));
  // The chain first and its combs later, against the plan: now every base of the chain waits.
  for (let number = 0; number < store.count; number++) {
    const one = store.children[number] ?? -1;
    const other = store.siblings[one] ?? -1;
    if (other === -1 || store.children[one] !== -1) continue;
    store.children[number] = other;
    store.siblings[other] = one;
    store.siblings[one] = -1;
  }
  const walker = new Walker(store, 2 ** 20, 200_000);
  const read = new Map<string, Buffer>();
  for (const root of content.roots)
    walker.walk(
      root,
      (number, bytes, start, end) =>
        void read.set(oidOf(store, number), Buffer.from(bytes.subarray(start, end))),
      () => t.fail(),
    );
  walker.close();
  for (const bytes of contents) t.true(read.get(blobId(bytes))?.equals(bytes));
});

test('hostile trees and commits: names with .. and line feeds, no date, a tree within itself, cut entries', async (t) => {
  const repository = new TestRepository('--bare');
  t.teardown(() => repository.remove());
  const blob = blobId(text);
  const entry = (mode: string, name: string, oid: string): Buffer =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);
  const tree = '44'.repeat(20);
  const deep = '66'.repeat(20);
  const commit = '55'.repeat(20);
  mkdirSync(join(repository.folder, 'objects', 'pack'), { recursive: true });
  writePack(join(repository.folder, 'objects', 'pack', 'pack-1'), [
    base,
    { oid: tree, type: 2, data: Buffer.concat([entry('100644', '../../up', blob), entry('100644', 'a\nb', blob), entry('40000', 'self', tree), entry('40000', 'deep', deep), entry('40000', 'gone', '77'.repeat(20)), Buffer.from('100644 cut\0short')]) },
    { oid: deep, type: 2, data: entry('40000', 'back', tree) },
    { oid: commit, type: 1, data: Buffer.from(`tree ${tree}\nparent ${commit}\nparent nonsense\nauthor nobody\n\nno date`) },
    { oid: '58'.repeat(20), type: 1, data: Buffer.from(`tree ${tree}\n\nno header`) },
    { oid: '59'.repeat(20), type: 1, data: Buffer.from('x') },
  ]);
  const opened = await openRepository(repository.folder);
  const plan = planWalk(opened);
  const content = walkContent(plan, { blob: () => 0 });
  const wanted = wantBlobs(plan.store, [blob]);
  const trees = walkTrees(plan, wanted);
  t.deepEqual(trees.missing, ['77'.repeat(20)]);
  const { history } = joinHistory(opened, plan, wanted, [content.commits], [trees], []);
  t.deepEqual(history.paths(blob).slice(0, 2), ['../../up', 'a\nb']);
  const exposure = history.exposures([[{ blob, path: 'a\nb' }]])[0]?.exposure;
  t.is(exposure?.firstCommit, '58'.repeat(20));
  t.is(exposure?.firstDate, '1970-01-01T00:00:00.000Z');
  t.is(exposure?.author, '');
  t.true(exposure?.unreachable);
  const plain = await readHistory(opened, new Set([blob]));
  t.true(plain.paths(blob).includes('../../up'));
}); // prettier-ignore

test('a loose object that is damaged, empty or unreadable is a problem, and both readers go on behind it', async (t) => {
  const repository = new TestRepository();
  t.teardown(() => repository.remove());
  for (let i = 0; i < 12; i++) repository.commit(`change ${i}`, { 'a.txt': `content ${i}\n` });
  const looseOf = (content: string): string => {
    const oid = blobId(Buffer.from(content));
    return join(repository.folder, '.git', 'objects', oid.slice(0, 2), oid.slice(2));
  };
  const damage: Record<string, Buffer> = {
    'content 1\n': Buffer.alloc(0),
    'content 2\n': Buffer.from('not zlib'),
    'content 3\n': zlib.deflateSync('blob 99\0content 3\n'),
    'content 4\n': zlib.deflateSync('blob 10\0content 4\n').subarray(0, -3),
    'content 5\n': zlib.deflateSync('blub 10\0content 5\n'),
  };
  for (const [content, bytes] of Object.entries(damage)) {
    chmodSync(looseOf(content), 0o644);
    writeFileSync(looseOf(content), bytes);
  }
  const bad = Object.keys(damage).map((content) => blobId(Buffer.from(content))).sort();
  const opened = await openRepository(repository.folder);
  const { read, problems } = await readAll(opened);
  const plain = new Set<string>();
  const plainProblems = new Set<string>();
  await readObjects(opened, { blob: (oid) => void plain.add(oid), problem: ({ oid }) => void plainProblems.add(oid) }, { objects: 'all' });
  for (const oid of bad) {
    t.true(problems.has(oid) || read.has(oid), oid);
    t.true(plainProblems.has(oid) || plain.has(oid), oid);
  }
  for (let i = 6; i < 12; i++) {
    const oid = blobId(Buffer.from(`content ${i}\n`));
    t.true(read.has(oid) && plain.has(oid));
  }
}); // prettier-ignore

test('flipped, cut and overwritten bytes in real packs: never a crash, always an answer for every object', async (t) => {
  const perRepository = 250;
  const repositories = process.env['UNLEAK_LONG'] === undefined ? 8 : 400;
  let damaged = 0;
  let refused = 0;
  for (let seed = 1; seed <= repositories; seed++) {
    const repository = randomRepository(seed * 7919);
    repository.git('-c', 'pack.window=20', 'repack', '-a', '-d', '-q', '--keep-unreachable');
    const folder = join(repository.folder, 'objects', 'pack');
    const name = readdirSync(folder).find((one) => one.endsWith('.pack'))?.slice(0, -5) ?? '';
    const files = { pack: join(folder, `${name}.pack`), idx: join(folder, `${name}.idx`) };
    const whole = { pack: readFileSync(files.pack), idx: readFileSync(files.idx) };
    for (const path of Object.values(files)) chmodSync(path, 0o644);
    const opened = await openRepository(repository.folder);
    fc.assert(
      fc.property(fc.nat(), (input) => {
        const random = new Random(input);
        const which = random.chance(75) ? 'pack' : 'idx';
        writeFileSync(files[which], damage(whole[which], random));
        try {
          const plan = planWalk(opened, { maxBytes: 2 ** 24 });
          const answered = new Set(plan.unreadable);
          const take = (number: number): void => void answered.add(number);
          for (const number of walkContent(plan, { blob: take, commit: take, tag: take }).unreadable) take(number);
          const wanted = wantBlobs(plan.store, []);
          for (const number of walkTrees(plan, wanted).unreadable) take(number);
          for (let number = 0; number < plan.store.count; number++)
            if (plan.store.kinds[number] === 1 || plan.store.kinds[number] === 3)
              if (!answered.has(number) && plan.store.flags[number] === 0) throw new Error('an object was forgotten');
          damaged++;
        } catch (error) {
          if (!(error instanceof UnsupportedStorage)) throw error;
          refused++;
        } finally {
          writeFileSync(files[which], whole[which]);
        }
      }),
      { numRuns: perRepository, seed, endOnFailure: true },
    );
    repository.remove();
  }
  t.is(damaged + refused, perRepository * repositories);
  t.true(refused < damaged / 4);
}); // prettier-ignore

function damage(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 1 + random.below(6); i > 0; i--) {
    const at = random.below(copy.length);
    const what = random.below(10);
    if (what < 6) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    else if (what < 8) copy.fill(random.below(256), at, Math.min(copy.length, at + random.below(40)));
    else if (what < 9) copy.copyWithin(at, random.below(copy.length), random.below(copy.length));
    else return copy.subarray(0, at);
  }
  return copy;
}
