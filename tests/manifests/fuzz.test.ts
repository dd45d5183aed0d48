import test from 'ava';
import fc from 'fast-check';
import { reveal } from '../../src/engine/index.ts';
import { editDocument, EditRefused, readDocument } from '../../src/manifests/index.ts';
import type { Document, Edit } from '../../src/manifests/index.ts';
import { fileCases } from './cases/files.ts';
import { kubernetesCases } from './cases/kubernetes.ts';

const numRuns = process.env['UNLEAK_LONG'] === undefined ? 2000 : 100_000;

const corpus = [...kubernetesCases, ...fileCases].map(({ path, text }) => ({
  path,
  bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
}));

const noise = fc.oneof(
  fc.constantFrom(
    ':',
    ' ',
    '\n',
    '\r\n',
    '\t',
    '- ',
    '---\n',
    '...\n',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|',
    '>',
    '&a ',
    '*a',
    '!t ',
    '#',
    ' #',
    '{{',
    '}}',
    '{{- if }}\n',
    '${',
    '=',
    '\\',
    '<',
    '<!--',
    '<<: *a\n',
    '? ',
    '\uFEFF',
    '\u0000',
    'é',
    '😀',
    '`',
    '%',
    '@',
    ',',
  ),
  fc.string({ maxLength: 6 }),
);

interface Cut {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** A document of the corpus with pieces cut out and others put in. */
const mutated = fc
  .record({
    index: fc.nat(corpus.length - 1),
    cuts: fc.array(fc.record({ at: fc.nat(), length: fc.nat(12), text: noise }), { maxLength: 4 }),
  })
  .map(({ index, cuts }: { index: number; cuts: Cut[] }) => {
    const { path, bytes } = corpus[index] ?? { path: 'a.yaml', bytes: new Uint8Array() };
    let result = Buffer.from(bytes);
    for (const { at, length, text } of cuts) {
      const from = result.length === 0 ? 0 : at % (result.length + 1);
      result = Buffer.concat([result.subarray(0, from), Buffer.from(text), result.subarray(from + length)]);
    }
    return { path, bytes: new Uint8Array(result) };
  });

const newText = fc.oneof(
  fc.string({ maxLength: 12 }),
  noise,
  fc.constantFrom('yes', '012', 'x\ny\n', ' lead', 'trail ', 'a: b', '- a', '${X}', ''),
);

/** An edit of the document, by address or by path. */
function editOf(document: Document, pick: number, action: number, text: string): Edit | undefined {
  const value = document.values[pick % Math.max(1, document.values.length)];
  if (value === undefined) return undefined;
  const target = { document: value.document, path: value.path };
  switch (action % 6) {
    case 0:
      return { address: value.address, action: 'set-value', value: text };
    case 1:
      return { ...target, action: 'set-value', value: text };
    case 2:
      return { ...target, action: 'remove' };
    case 3:
      return { ...target, action: 'replace-node', text: 'a:\n  b: 1\n', key: 'k' };
    case 4:
      return { ...target, path: value.path.slice(0, -1), action: 'add', key: 'added', text: 'x: [1]' };
    default:
      return { address: value.address, action: 'remove' };
  }
}

/** All bytes outside of the splices are those of the document. */
function untouched(document: Document, result: ReturnType<typeof editDocument>): boolean {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const splice of result.splices) {
    if (splice.start < from) return false;
    parts.push(document.bytes.subarray(from, splice.start), splice.bytes);
    from = splice.end;
  }
  parts.push(document.bytes.subarray(from));
  return Buffer.compare(Buffer.concat(parts), result.bytes) === 0;
}

test('mutated documents: a reading or none, spans in order, an edit or a reasoned refusal', (t) => {
  let edited = 0;
  let refused = 0;
  fc.assert(
    fc.property(mutated, fc.nat(), fc.nat(), newText, ({ path, bytes }, pick, action, text) => {
      const document = readDocument(path, bytes);
      if (document === undefined) return true;
      for (const { span, line } of document.values)
        if (span.start > span.end || span.start < 0 || span.end > bytes.length || line < 1) return false;
      const edit = editOf(document, pick, action, text);
      if (edit === undefined) return true;
      try {
        const result = editDocument(document, [edit]);
        edited += 1;
        if (!untouched(document, result)) return false;
        if (edit.action !== 'set-value' || !('address' in edit)) return true;
        const values = readDocument(path, result.bytes)?.values ?? [];
        const after = values.find(({ address }) => address === edit.address);
        // A text that is a file by now is read into values of its own.
        const inside = values.some(({ address }) => address.startsWith(`${edit.address} `));
        return after === undefined
          ? text === '' || inside
          : Buffer.from(reveal(after.value)).toString() === text;
      } catch (error) {
        refused += 1;
        return error instanceof EditRefused;
      }
    }),
    { numRuns },
  );
  t.log(`${edited} edits, ${refused} refused`);
  t.true(edited > numRuns / 10);
});

test('random bytes under every name', (t) => {
  const paths = [...new Set(corpus.map(({ path }) => path))];
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 200 }), (path, bytes) => {
      readDocument(path, bytes);
      return true;
    }),
    { numRuns },
  );
  t.pass();
});

/** One megabyte each, made to take long. */
const HOSTILE: readonly (readonly [title: string, path: string, text: () => string])[] = [
  ['open brackets', 'a.yaml', () => '['.repeat(1e6)],
  ['open braces', 'a.yaml', () => '{'.repeat(1e6)],
  [
    'a flow map of many keys',
    'a.yaml',
    () => `{${Array.from({ length: 90_000 }, (_, i) => `k${i}: ${i}`).join(', ')}}`,
  ],
  ['dashes', 'a.yaml', () => '- '.repeat(5e5)],
  ['question marks', 'a.yaml', () => '? '.repeat(5e5)],
  [
    'deeper with every line',
    'a.yaml',
    () => Array.from({ length: 1400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  ],
  ['documents', 'a.yaml', () => '---\n'.repeat(250_000)],
  ['one key many times', 'a.yaml', () => 'a: 1\n'.repeat(200_000)],
  [
    'aliases of aliases',
    'a.yaml',
    () =>
      `a0: &a0 x\n${Array.from({ length: 30_000 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n')}`,
  ],
  ['anchors', 'a.yaml', () => '&a '.repeat(330_000)],
  ['a quote that never closes', 'a.yaml', () => `a: "${'x\n'.repeat(5e5)}`],
  ['template openers', 'c/templates/a.yaml', () => '{{'.repeat(5e5)],
  ['template actions', 'c/templates/a.yaml', () => 'a{{b}}'.repeat(160_000)],
  ['colons', 'a.yaml', () => ':'.repeat(1e6)],
  ['tabs and blanks', 'a.yaml', () => ' \t'.repeat(5e5)],
  ['comments', 'a.yaml', () => '#\n'.repeat(5e5)],
  [
    'ordinary',
    'a.yaml',
    () => Array.from({ length: 20_000 }, (_, i) => `k${i}:\n  password: "abc def ${i}"\n`).join(''),
  ],
  ['nested JSON', 'a.json', () => '[{"a":'.repeat(160_000)],
  [
    'JSON of many keys',
    'a.json',
    () => `{${Array.from({ length: 90_000 }, (_, i) => `"k${i}":${i}`).join(',')}}`,
  ],
  ['JSON quotes', 'a.json', () => '"'.repeat(1e6)],
  ['dotenv quotes', '.env', () => 'A="\n'.repeat(250_000)],
  ['dotenv one line', '.env', () => `A=${' #'.repeat(5e5)}`],
  ['dotenv blanks', '.env', () => `A=${' '.repeat(1e6)}x`],
  ['properties', 'a.properties', () => '\\'.repeat(1e6)],
  ['INI', 'a.ini', () => '['.repeat(1e6)],
  ['INI comments', 'a.ini', () => `a=${' ;'.repeat(5e5)}`],
  ['INI blanks', 'a.ini', () => `a=${' '.repeat(1e6)}x`],
  ['TOML', 'a.toml', () => `a = ${'['.repeat(1e6)}`],
  ['TOML keys', 'a.toml', () => Array.from({ length: 60_000 }, (_, i) => `k${i} = "v"`).join('\n')],
  ['TOML dots', 'a.toml', () => `${'a.'.repeat(4e5)}b = 1`],
  ['XML open tags', 'a.xml', () => '<a>'.repeat(330_000)],
  ['XML open angle', 'a.xml', () => '<a '.repeat(330_000)],
  ['XML quotes', 'a.xml', () => '<a b="'.repeat(160_000)],
  ['XML attributes', 'a.xml', () => `<a ${'b '.repeat(5e5)}>`],
  ['Terraform', 'a.tf', () => 'a = "${'.repeat(140_000)],
  ['Terraform blocks', 'a.tf', () => 'a {'.repeat(330_000)],
  ['Terraform heredocs', 'a.tf', () => 'a = <<E\n'.repeat(120_000)],
  ['Dockerfile', 'Dockerfile', () => `FROM a\n${'ENV a=b\n'.repeat(120_000)}`],
  ['Dockerfile continued', 'Dockerfile', () => `RUN ${'a \\\n'.repeat(15_000)}`],
  ['Dockerfile quotes', 'Dockerfile', () => `ENV ${'a="'.repeat(90_000)}`],
  ['.netrc', '.netrc', () => 'machine password '.repeat(60_000)],
  ['.pgpass', '.pgpass', () => ':'.repeat(1e6)],
  ['.pgpass backslashes', '.pgpass', () => '\\'.repeat(1e6)],
  ['Jenkinsfile', 'Jenkinsfile', () => `a="${'\\"'.repeat(5e5)}`],
  ['Jenkinsfile blanks', 'Jenkinsfile', () => `a${' '.repeat(1e6)}`],
  ['HTTP', 'a.http', () => `A:${' '.repeat(1e6)}`],
];

for (const [title, path, make] of HOSTILE) {
  test.serial(`a hostile megabyte: ${title}`, (t) => {
    const bytes = new TextEncoder().encode(make());
    // The thread's own time: a machine busy with other tests does not count.
    const start = process.threadCpuUsage();
    const document = readDocument(path, bytes);
    const { user, system } = process.threadCpuUsage(start);
    const seconds = (user + system) / 1e6;
    t.true(seconds < 5, `${seconds.toFixed(1)} s`);
    if (seconds > 1)
      t.log(
        `${seconds.toFixed(1)} s, ${document?.values.length ?? 0} values, ${document?.problems[0]?.code ?? 'no problem'}`,
      );
  });
}
