import test from 'ava';
import { stripVTControlCharacters } from 'node:util';
import { finding, input, render } from './sample.ts';

test('groups say what to do; the summary has three lines', async (t) => {
  const findings = [finding(1), finding(3), finding(5), finding(2, { status: 'migrated-rotate' })];
  const text = await render('terminal', input(findings));
  for (const title of [
    'In files now (1)',
    'Only in history (1)',
    'Moved, not yet rotated (1)',
    'Possible (1)',
  ])
    t.true(text.includes(title), title);
  const summary = text.trimEnd().split('\n').slice(-3);
  t.regex(summary[0] ?? '', /^4 secrets found \(/);
  t.regex(summary[1] ?? '', /^read 4 files, 10 commits/);
  t.regex(summary[2] ?? '', /^complete/);
});

test('a place is path:line:column, with its commit when it is of the past', async (t) => {
  const text = await render('terminal', input([finding(1), finding(3)]));
  t.true(text.includes('deploy/app-1/values.yaml:2:3\n'));
  t.regex(text, /old\/app-3\.env:4:1 in commit [0-9a-f]{10}, 2 versions/);
  t.true(text.includes('revoke: https://example.com/revoke'));
});

test('the other half of a pair stands under its secret; what is none is said at the end', async (t) => {
  const { places, ...rest } = finding(1);
  const other = { ...places[0], kind: 'file', line: 1, companion: 'client id' } as const;
  const text = await render(
    'terminal',
    input([{ ...rest, places: [...places, other] }], {
      harmless: [{ ...finding(2), why: ['the example of X'] }],
    }),
  );
  t.regex(text, /\n {4}deploy\/app-1\/values.yaml:2:3\n {6}its client id: deploy\/app-1\/values.yaml:1:3\n/);
  t.notRegex(text, /more place/);
  t.regex(
    text,
    /\n1 value has the form of a secret and is none:\n {2}Token of vendor 2 \(the example of X\) in deploy/,
  );
});

test('details keep within 80 columns', async (t) => {
  const why = Array.from({ length: 12 }, (_, n) => `reason number ${n}`);
  const text = await render('terminal', input([finding(1, { why })]), { columns: 80 });
  for (const line of text.split('\n')) t.true(line.length <= 100, line);
  t.true(text.split('\n').filter((line) => line.includes('reason number')).length > 1);
});

test('without colour there is no escape; with it the text is the same', async (t) => {
  const report = input([finding(1), finding(3)]);
  const plain = await render('terminal', report);
  const coloured = await render('terminal', report, { colour: true });
  t.false(plain.includes('\u001b'));
  t.true(coloured.includes('\u001b['));
  t.is(stripVTControlCharacters(coloured), plain);
});

test('links open the file', async (t) => {
  const one = finding(1, { places: [{ kind: 'file', path: 'a b#c.env', line: 1, column: 2 }] });
  const text = await render('terminal', input([one]), { links: true });
  t.true(text.includes('\u001b]8;;file:///repo/a%20b%23c.env\u0007a b#c.env:1:2\u001b]8;;\u0007'));
});

test('10,000 findings do not flood: each group is cut, and says what the rest is', async (t) => {
  const text = await render('terminal', input(Array.from({ length: 10_000 }, (_, n) => finding(n))));
  t.true(text.split('\n').length < 1500);
  for (const group of ['In files now (5,333)', 'Only in history (2,667)', 'Possible (2,000)'])
    t.true(text.includes(`${group}\n`), text.match(/^\S.*\(.*\)$/gm)?.join());
  t.regex(text, /and 1,950 more: \d+ Token of vendor \d+, .*, 3 other kinds/s);
  t.is(text.match(/all of them: --format html -o report\.html/g)?.length, 3);
  t.regex(text, /10,000 secrets found \(2,500 critical, 2,500 high, 2,500 medium, 2,500 low\)/);
  for (const line of text.split('\n')) t.true(line.length <= 80, line);
});

test('the line of the first place is shown, cut to the width around the mask', async (t) => {
  const line = (excerpt: string): Promise<string> =>
    render('terminal', input([finding(1)]), { excerpt: () => excerpt, columns: 60 });
  t.regex(await line('token: tok_****'), /values\.yaml:2:3\n {6}\| token: tok_\*{4}\n/);
  const long = (await line(`${'ä'.repeat(90)}tok_****${'z'.repeat(90)}`)).match(/^ +\| (.*)$/m)?.[1] ?? '';
  t.regex(long, /^…ä+tok_\*{4}z*…$/);
  t.true([...long].length <= 52);
  t.regex(await line('a\u001b[2Jb ****'), /\| a\\x1b\[2Jb \*{4}/, 'escapes do nothing');
});

test('a shallow clone does not know who brought it', async (t) => {
  const { coverage } = input([]);
  const reasons = [{ code: 'shallow' as const, count: 1, detail: 'a shallow clone' }];
  const text = await render('terminal', input([finding(1)], { coverage: { ...coverage, reasons } }));
  t.regex(text, /since \S+ or earlier \(a shallow clone\)/);
  t.notRegex(text, /by Ada/);
});

test('an incomplete scan never looks clean', async (t) => {
  const text = await render(
    'terminal',
    input([], {
      coverage: { state: 'incomplete', reasons: [{ code: 'shallow', count: 1, detail: 'a shallow clone' }], commits: 0, blobs: 0, bytes: 0, files: 0, seconds: 0 },
    }),
  ); // prettier-ignore
  t.regex(text, /incomplete/);
  t.regex(text, /shallow \(1\): a shallow clone/);
});
