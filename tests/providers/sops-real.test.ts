import test from 'ava';
import * as fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatOf } from '../../providers/sops/index.ts';
import { need } from '../services/parts.ts';
import { document, expectedOf, narrow, style, writeJson, writeYaml } from './sops-trees.ts';
import { makeWorld, normalised, run } from './sops-world.ts';

const long = process.env['UNLEAK_LONG'] !== undefined;
/** Files in all: two of five are written by us, one by sops, and two, of JSON, by each. */
const runs = long ? 10_000 : 300;

const rules = fc.constantFrom(
  '',
  '    encrypted_regex: ^(data|stringData|[a-m].*)$\n',
  '    unencrypted_regex: (?i)^[N-Z]\n',
  '    encrypted_suffix: d\n',
  '    unencrypted_suffix: e\n',
);

test('what we write, the real sops reads: random YAML', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  let encrypted = 0;
  let theirs = 0;
  let comments = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 3 }),
      style,
      rules,
      fc.boolean(),
      async (documents, look, rule, macOnly) => {
        const source = writeYaml(documents, look);
        world.write(
          '.sops.yaml',
          `creation_rules:\n  - age: ${world.recipient}\n    mac_only_encrypted: ${macOnly}\n${rule}`,
        );
        const { path, values } = await world.encrypt('ours.yaml', source);
        encrypted += values;
        const plain = await run(sops, ['decrypt', path], world.env);
        if (plain.code !== 0) throw new Error(`sops refused: ${plain.code} ${plain.stderr.slice(-300)}`);
        const out = plain.stdout.toString('utf8');
        const found = JSON.stringify(sort(normalised(out)));
        const good = found === JSON.stringify(sort(documents.map(expectedOf)));
        if (good) {
          // go-yaml moves a few comments to another collection than the one they stand in: they stay encrypted, no value does.
          if (out.includes('ENC[AES')) comments++;
          return;
        }
        // SOPS itself loses keys and comments around some comments: then it must do so without us, too.
        const own = await run(
          sops,
          ['--config', join(world.folder, '.sops.yaml'), 'encrypt', world.write('plain.yaml', source)],
          world.env,
        );
        const back = await run(sops, ['decrypt', world.write('again.yaml', own.stdout)], world.env);
        const same = JSON.stringify(sort(normalised(back.stdout.toString('utf8'))));
        // What sops writes for such a file it may not even read again.
        if (same === found || back.code !== 0) theirs++;
        else
          throw new Error(
            `differs:\n${source}\n--- ours, decrypted by sops:\n${out}\n--- theirs:\n${back.stdout.toString('utf8')}`,
          );
      },
    ),
    { numRuns: (runs / 5) * 2, endOnFailure: long, includeErrorInReport: true },
  );
  t.log(
    `${comments} of ${(runs / 5) * 2} files with a comment that stays encrypted, ${theirs} with losses of sops' own`,
  );
  t.true(comments < Math.max(5, runs / 50));
  t.true(encrypted > runs);
  t.true(theirs < runs / 10);
});

test('what the real sops writes, we read: random YAML', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  let unreadable = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 3 }),
      style,
      rules,
      fc.boolean(),
      async (documents, look, rule, macOnly) => {
        const path = world.write('theirs.yaml', writeYaml(documents, look));
        world.write(
          '.sops.yaml',
          `creation_rules:\n  - age: ${world.recipient}\n    mac_only_encrypted: ${macOnly}\n${rule}`,
        );
        const made = await run(
          sops,
          ['--config', join(world.folder, '.sops.yaml'), 'encrypt', path],
          world.env,
        );
        if (made.code !== 0) throw new Error(`sops refused: ${made.code} ${made.stderr.slice(-300)}`);
        let values: readonly unknown[] = [];
        try {
          values = await world.store.decrypt({ path, bytes: made.stdout, format: 'yaml' });
        } catch (error) {
          // go-yaml puts a few comments where the YAML that comes out cannot be read, by sops itself either.
          const own = await run(sops, ['decrypt', world.write('own.yaml', made.stdout)], world.env);
          if (own.code === 0) throw new Error(made.stdout.toString(), { cause: error });
          unreadable++;
        }
        if (values.length > 0 && !/type:/.test(made.stdout.toString()))
          throw new Error('values without ciphertext');
      },
    ),
    { numRuns: runs / 5, endOnFailure: long, includeErrorInReport: true },
  );
  t.log(`${unreadable} files that sops cannot read again itself`);
  t.true(unreadable < runs / 100);
});

test('random JSON, both ways', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  await fc.assert(
    fc.asyncProperty(document.map(narrow), fc.constantFrom(undefined, '  ', '\t'), async (tree, pretty) => {
      const source = writeJson(tree, pretty);
      world.write('.sops.yaml', `creation_rules:\n  - age: ${world.recipient}\n`);
      const { path } = await world.encrypt('ours.json', source);
      const plain = await run(sops, ['decrypt', '--output-type', 'yaml', path], world.env);
      if (plain.code !== 0) throw new Error(`sops refused: ${plain.code} ${plain.stderr.slice(-300)}`);
      const [found] = normalised(plain.stdout.toString('utf8'));
      if (JSON.stringify(sort(found)) !== JSON.stringify(sort(expectedOf(tree)))) throw new Error('differs');
      const made = await run(
        sops,
        ['--config', join(world.folder, '.sops.yaml'), 'encrypt', world.write('theirs.json', source)],
        world.env,
      );
      await world.store.decrypt({ path, bytes: made.stdout, format: 'json' });
    }),
    { numRuns: runs / 5, endOnFailure: long, includeErrorInReport: true },
  );
  t.pass();
});

test('dotenv and INI, both ways', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  world.write('.sops.yaml', `creation_rules:\n  - age: ${world.recipient}\n`);
  const files = {
    'a.env':
      '# a comment\nA=1\nB="quoted"\nC=two\\nlines\nEMPTY=\nURL=postgres://u:p@h/db?x=y\nD_unencrypted=clear\n',
    'b.ini':
      'top = 1\n; one\n; two\n[section]\nkey = value\n# above\nquoted: "a b"\nempty =\n\n[other section]\nk=v with spaces ; inline\n',
  };
  for (const [name, source] of Object.entries(files)) {
    const format = formatOf(name);
    const { path } = await world.encrypt(name, source);
    const ours = await run(sops, ['decrypt', path], world.env);
    const made = await run(
      sops,
      ['--config', join(world.folder, '.sops.yaml'), 'encrypt', world.write(`x${name}`, source)],
      world.env,
    );
    const theirs = await run(sops, ['decrypt', world.write(`y${name}`, made.stdout)], world.env);
    t.is(ours.code, 0, ours.stderr);
    t.is(ours.stdout.toString(), theirs.stdout.toString(), name);
    const mine = await world.store.decrypt({ path, bytes: Buffer.from(await readFile(path)), format });
    const read2 = await world.store.decrypt({ path, bytes: made.stdout, format });
    t.deepEqual(
      mine.map((leaf) => leaf.path),
      read2.map((leaf) => leaf.path),
    );
  }
});

test('rules that look at comments', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  const files = {
    'a.yaml':
      '# secret top\na: one\nb: two # secret\nc:\n  # secret below\n  d: three\n  e: four\nf: five\n\n# foot\ng: six\n',
    'b.env': '# secret\nA=1\nB=2\n# other\n# secret\nC=3\n',
  };
  for (const [name, source] of Object.entries(files)) {
    for (const rule of ['encrypted_comment_regex', 'unencrypted_comment_regex']) {
      const config = world.write(
        '.sops.yaml',
        `creation_rules:\n  - age: ${world.recipient}\n    ${rule}: sec(ret)\n`,
      );
      const { path, text } = await world.encrypt(name, source);
      const made = await run(
        sops,
        ['--config', config, 'encrypt', world.write(`x${name}`, source)],
        world.env,
      );
      t.is(made.code, 0, made.stderr);
      const count = (file: string): number => file.match(/type:(?:str|comment)/g)?.length ?? 0;
      t.is(count(text), count(made.stdout.toString()), `${name} ${rule}`);
      const ours = await run(sops, ['decrypt', path], world.env);
      t.is(ours.code, 0, ours.stderr);
      const theirs = await run(sops, ['decrypt', world.write(`y${name}`, made.stdout)], world.env);
      t.is(ours.stdout.toString(), theirs.stdout.toString());
      const read = await world.store.decrypt({ path, bytes: made.stdout, format: formatOf(name) });
      t.is(
        read.length,
        (await world.store.decrypt({ path, bytes: Buffer.from(text), format: formatOf(name) })).length,
      );
    }
  }
});

test('binary files come back byte for byte', async (t) => {
  const sops = need(t, 'sops');
  if (sops === undefined) return;
  const world = await makeWorld(t);
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) & 0xff);
  const { path } = await world.encrypt('key.bin', bytes);
  const plain = await run(sops, ['decrypt', path], world.env);
  t.deepEqual([...plain.stdout], [...bytes]);
});

function sort(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sort);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sort(v)]),
  );
}
