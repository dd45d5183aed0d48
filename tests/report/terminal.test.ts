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

test('10,000 findings do not flood: the rest is counted', async (t) => {
  const text = await render('terminal', input(Array.from({ length: 10_000 }, (_, n) => finding(n))));
  t.true(text.split('\n').length < 2000);
  t.regex(text, /9800 more findings are not shown/);
  t.regex(text, /10000 secrets found/);
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
