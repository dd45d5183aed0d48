import test from 'ava';
import * as fc from 'fast-check';
import { unifiedDiff } from '../../src/migration/diff.ts';
import { applyEdits, lineEnd, lineStart } from '../../src/migration/text.ts';

const runs = process.env['UNLEAK_LONG'] === undefined ? 300 : 10_000;

/** Applies a unified diff, as `patch` does, with every context line checked. */
function applyDiff(before: string, diff: string): string {
  const old = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const out: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const header = /^@@ -(\d+),(\d+) \+\d+,\d+ @@$/.exec(line);
    if (header !== null) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      out.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) out.push(line.slice(1));
    else {
      if (old[at] !== line.slice(1)) throw new Error(`line ${at + 1} is not what the diff says`);
      if (line.startsWith(' ')) out.push(line.slice(1));
      at++;
    }
  }
  out.push(...old.slice(at));
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

test('a unified diff turns the one text into the other', (t) => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd: 1', '', '  x'), { maxLength: 40 })
    .map((lines) => (lines.length === 0 ? '' : `${lines.join('\n')}\n`));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff('f', before, after);
      return before === after ? diff === '' : applyDiff(before, diff) === after;
    }),
    { numRuns: runs },
  );
  t.pass();
});

test('a new file is all additions', (t) => {
  t.is(unifiedDiff('f', undefined, 'a\nb\n'), '--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n');
});

test('edits keep every byte outside of them', (t) => {
  t.is(
    applyEdits('abcdef', [
      { start: 3, end: 4, text: 'X' },
      { start: 0, end: 1, text: '' },
    ]),
    'bcXef',
  );
  t.is(
    applyEdits('ab', [
      { start: 1, end: 1, text: '1' },
      { start: 1, end: 1, text: '2' },
    ]),
    'a12b',
  );
  t.throws(
    () =>
      applyEdits('abc', [
        { start: 0, end: 2, text: '' },
        { start: 1, end: 3, text: '' },
      ]),
    {
      instanceOf: RangeError,
    },
  );
});

test('lines', (t) => {
  t.is(lineStart('ab\ncd', 4), 3);
  t.is(lineStart('ab\ncd', 2), 0);
  t.is(lineEnd('ab\r\ncd', 1), 4);
  t.is(lineEnd('ab', 1), 2);
});
