import test from 'ava';
import * as fc from 'fast-check';
import { formatOf } from '../../providers/sops/index.ts';
import { document, style, writeYaml } from './sops-trees.ts';
import { makeWorld } from './sops-world.ts';

const runs = process.env['UNLEAK_LONG'] === undefined ? 150 : 5000;

test('outside ciphertexts and the block every byte is the same', async (t) => {
  const world = await makeWorld(t);
  const cases: [string, string, string][] = [
    // Name, source, and what must be left once ciphertexts are replaced by X and the block is cut off.
    ['crlf', '# c\r\na: 1\r\nb:\r\n    - "x"\r\n', '#X\r\na: X\r\nb:\r\n    - X\r\n'],
    ['bom', '\uFEFFa: x\n', '\uFEFFa: X\n'],
    ['odd indents', 'a:\n   b:\n      - x\n      -    y\n', 'a:\n   b:\n      - X\n      -    X\n'],
    ['flow', '{a: [1,  2 ], b: {c: d}}\n', '{a: ["X",  "X" ], b: {c: "X"}'],
    ['spaces and comments', 'a:    x    # why\n\n\nb: y\n', 'a:    X    #X\n\n\nb: X\n'],
    ['quotes', `a: 'it''s'\nb: "x\\ny"\n`, 'a: X\nb: X\n'],
    ['literal', 'a: |-  # keep\n  one\n\n  two\n\n# end\nb: y\n', 'a: X  #X\n\n#X\nb: X\n'],
    ['folded, no end of line', 'a: >+\n  one\n  two', 'a: X\n'],
    ['tags', 'a: !!str 12\nb: !!int "3"\nc: !!binary aGk=\n', 'a:  X\nb:  X\nc:  X\n'],
    ['documents', '---\na: 1\n---\n# only a comment\n---\nb: 2\n...\n', '---\na: X\n'],
    ['json in yaml', '{\n  "a": "b"\n}\n', '{\n  "a": "X"'],
    ['empty values', 'a: ""\nb:\nc: ~\nd: x\n', 'a: ""\nb:\nc: ~\nd: X\n'],
  ];
  for (const [what, source, left] of cases) {
    const { text } = await world.encrypt('a.yaml', source);
    const bare = text.replaceAll(/ENC\[AES256_GCM,[^\]]*\]/g, 'X');
    t.true(bare.startsWith(left), `${what}: ${JSON.stringify(bare.slice(0, left.length + 20))}`);
    t.regex(bare.slice(left.length), /^(?:, )?"?sops"?:/, what);
  }
});

test('other formats keep their bytes, too', async (t) => {
  const world = await makeWorld(t);
  const cases: [string, string, string][] = [
    ['a.json', '{"a":"b","c":[1, 2]}', '{"a":"X","c":["X", "X"], "sops": {'],
    ['b.json', '{\r\n   "a" : "b"\r\n}\r\n', '{\r\n   "a" : "X",\r\n   "sops": {\r\n      "age": ['],
    ['c.env', '#c\n\nA=1\nB= two \n', '#X\n\nA=X\nB=X\nsops_age__list_0__map_enc='],
    [
      'd.ini',
      'a=1\r\n[s]\r\n  b :  2  ; c\r\n',
      'a=X\r\n[s]\r\n  b :  X  ; X\r\n\r\n[sops]\r\nage__list_0__map_enc = ',
    ],
  ];
  for (const [name, source, left] of cases) {
    const { text } = await world.encrypt(name, source);
    const bare = text.replaceAll(/ENC\[AES256_GCM,[^\]]*\]/g, 'X');
    t.is(bare.slice(0, left.length), left, name);
  }
});

test('random YAML: what is no ciphertext stays where it was', async (t) => {
  const world = await makeWorld(t);
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 2 }), style, async (documents, look) => {
      const source = writeYaml(documents, { ...look, comments: false });
      const { text, path } = await world.encrypt('a.yaml', source, {
        encryptedRegex: '^nothing matches$',
        macOnlyEncrypted: true,
      });
      const body = text.replaceAll(/^sops:\r?\n(?: .*\r?\n)+/gm, '');
      if (body !== source) throw new Error(`changed:\n${source}\n${text}`);
      await world.store.decrypt({ path, bytes: Buffer.from(text), format: 'yaml' });
    }),
    { numRuns: runs, includeErrorInReport: true },
  );
  t.pass();
});

test('one value is edited and no other byte but the block changes', async (t) => {
  const { Secret } = await import('../../src/engine/index.ts');
  const world = await makeWorld(t);
  const sources: Record<string, string> = {
    'a.yaml': '# top\na: one\nb:\n  - x\n  - y # why\n---\na: two\n',
    'b.json': '{\n  "a": "one",\n  "b": ["x", "y"]\n}\n',
    'c.env': 'a=one\nb=two\n',
    'd.ini': '[a]\nb = c\nd = e\n',
  };
  for (const [name, source] of Object.entries(sources)) {
    const format = formatOf(name);
    const { path, text } = await world.encrypt(name, source);
    const address = format === 'dotenv' ? ['b'] : format === 'ini' ? ['a', 'd'] : ['b', 1];
    const value = Secret.fromText('a new value');
    const bytes = await world.store.setValue({
      path,
      bytes: Buffer.from(text),
      format,
      document: 0,
      address,
      value,
    });
    const out = Buffer.from(bytes).toString('utf8');
    const before = ciphertexts(text);
    const after = ciphertexts(out);
    t.is(after.length, before.length);
    const changed = after.filter((item) => !before.includes(item)).length;
    t.is(changed, format === 'yaml' ? 3 : 2, `${name}: the value and the MAC (in each document)`);
    const values = await world.store.decrypt({ path, bytes, format });
    const found = values.find(
      (leaf) => leaf.document === 0 && JSON.stringify(leaf.path) === JSON.stringify(address),
    );
    t.is(found?.value.lengthClass, '8-15');
  }
});

function ciphertexts(text: string): string[] {
  return [...text.matchAll(/ENC\[[^\]]+\]/g)].map((match) => match[0]);
}
