import test from 'ava';
import fc from 'fast-check';
import { detectors } from '../../detectors/index.ts';
import { ALPHABET, Random } from '../../detectors/helpers.ts';
import { createEngine } from '../../src/engine/index.ts';
import { Excerpts, Masker } from '../../src/scan/index.ts';
import { judgeFile } from '../../src/scan/judge.ts';
import type { Finding, Place } from '../../src/scan/index.ts';
import { password } from '../config/world.ts';

const engine = createEngine(detectors);
const slack = (seed: string): string => {
  const random = new Random(seed);
  return ['xo', 'xb-', random.chars(ALPHABET.digits, 12), '-', random.chars(ALPHABET.digits, 12), '-', random.chars(ALPHABET.base62, 24)].join(''); // prettier-ignore
};

/** The excerpt of each finding of a text. */
function excerpts(text: string | Buffer, path: string): string[] {
  const bytes = Buffer.from(text);
  const lines = new Excerpts(engine, bytes, path);
  return judgeFile(engine, bytes, engine.find(bytes), path).map((match) => {
    const place: Place = { kind: 'file', path, line: match.from.line, column: match.from.column, endLine: match.to.line, endColumn: match.to.column }; // prettier-ignore
    const finding = { detector: match.detector.id, secret: { mask: match.secret.mask, length: '32-63' } };
    return lines.around(finding as Finding, place) ?? '';
  });
}

test('a token stands in its line, which is masked over every raw match', (t) => {
  const [one, two] = [slack('one'), slack('two')];
  t.deepEqual(excerpts(`x = 1\nconst note = "${one}"; // not ${two}\n`, 'a.js'), [
    'const note = "xoxb-****"; // not ****',
    'const note = "****"; // not xoxb-****',
  ]);
});

test('of a value without a shape only its name is shown', (t) => {
  t.deepEqual(excerpts(`user: app, password = "${password('p')}" // hunter2\n`, 'a.txt'), [
    'password = ****',
  ]);
});

test('other values of a document in the same line are hidden, whatever they look like', (t) => {
  const text = `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},"stringData":{"pin":"hunter2","token":"${slack('doc')}"}}\n`;
  const shown = excerpts(text, 'secret.json').join('\n');
  t.true(shown.includes('xoxb-****'));
  t.false(shown.includes('hunter2'));
});

test('UTF-16, a byte order mark and characters beyond the first plane keep their columns', (t) => {
  const line = `🔑 ключ "${slack('wide')}" end\r\n`;
  for (const bytes of [
    Buffer.from(`\u{FEFF}${line}`, 'utf16le'),
    Buffer.from(`\u{FEFF}${line}`, 'utf16le').swap16(),
    Buffer.from(`\u{FEFF}${line}`),
  ])
    t.deepEqual(excerpts(bytes, 'a.txt').map((text) => text.replace('\u{FEFF}', '')), ['🔑 ключ "xoxb-****" end']); // prettier-ignore
});

test('a long line is cut around the secret', (t) => {
  const [shown = ''] = excerpts(`${'x '.repeat(5000)}${slack('long')}${' y'.repeat(5000)}`, 'a.txt');
  t.regex(shown, /^…[ x]+xoxb-\*{4}[ y]+…$/);
  t.true(shown.length < 160);
});

test('no excerpt holds a value of its file, whatever stands around', (t) => {
  t.notThrows(() =>
    fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.constantFrom('token=', 'password: ', '"secret": "', 'x,', ' ', '\n', '🔑', 'key\t', '; '), fc.nat(9)),
        { maxLength: 12 },
      ),
      fc.constantFrom('a.js', 'a.yaml', '.env', 'a.json', 'a.txt'),
      (parts, path) => {
        const values = parts.map(([, seed]) => slack(`random ${seed}`));
        const text = parts.map(([before], n) => `${before}${values[n] ?? ''}`).join('');
        for (const shown of excerpts(text, path))
          for (const value of values) if (shown.includes(value.slice(5, 17))) return false;
        return true;
      },
    ),
    { numRuns: process.env['UNLEAK_LONG'] === undefined ? 100 : 5000 },
  )); // prettier-ignore
});

test('a name is masked over every raw match, reported or not', (t) => {
  const mask = new Masker(engine);
  const value = slack('name');
  t.is(mask.mask(`logs/${value}/x`), 'logs/****/x');
  // The engine says that this is an example; it is masked all the same.
  const example = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
  t.is(mask.mask(`docs/${example}.md`), 'docs/****.md');
  t.is(mask.mask('src/auth/token/index.ts'), 'src/auth/token/index.ts');
  // What marks a document is no secret.
  t.is(mask.mask('secretGenerator[0].literals[0] api-key'), 'secretGenerator[0].literals[0] api-key');
  for (const path of ['logs/', 'refs/heads/fix/', ''])
    t.is(mask.mask(`${path}password=${password('name')}`), `${path}password=****`);
  t.false(mask.mask(`logs/password=${password('name')}.txt`).includes(password('name')));
});
