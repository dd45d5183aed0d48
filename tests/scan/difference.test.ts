import test from 'ava';
import fc from 'fast-check';
import { crcBase62, Random } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { Delta } from '../../src/git/index.ts';
import { difference, HeldLines } from '../../src/scan/difference.ts';
import { look } from '../../src/scan/walk.ts';

const engine = createEngine(detectors);
const tokens = Array.from({ length: 6 }, (_, i) => {
  const body = new Random(`difference-${i}`).base62(30);
  return `ghp_${body}${crcBase62(body)}`;
});
/** Words for lines: some that come again and again, some that hold a secret, some that open a value. */
const line = fc.oneof(
  fc.constantFrom('', 'end', '  }', 'token:', 'x = 1', '# nothing'),
  fc.constantFrom(...tokens).map((token) => `token: ${token}`),
  fc.constantFrom(...tokens).map((token) => `${token} and more`),
  fc.nat(400).map((n) => `line ${n}`),
);
const version = fc.tuple(fc.array(line, { maxLength: 60 }), fc.constantFrom('\n', '\r\n'), fc.nat(40)).map(
  // Long enough that lines are compared one by one.
  ([lines, end, fill]) =>
    [...lines, ...Array.from({ length: fill }, (_, i) => `fill ${i} ${'='.repeat(40)}`)].join(end),
);

test('whatever a version has and neither the one before it nor the other side has is looked at', (t) => {
  fc.assert(
    fc.property(version, version, version, (held, before, after) => {
      const lines = new HeldLines(Buffer.from(held));
      for (const old of [held, before]) {
        // The version before: what it has was looked at, with the lines of the other side left out.
        const first = look(engine, Buffer.from(old), undefined, undefined);
        const known = old === held ? [] : first;
        const bytes = Buffer.from(after);
        const delta = difference(Buffer.from(old), bytes, lines, new Delta());
        const found = look(engine, bytes, delta, known);
        for (const token of tokens) {
          if (held.includes(token) || !after.includes(token)) continue;
          const at = bytes.indexOf(token);
          t.true(
            found.some(({ start, end }) => start <= at && end >= at + token.length),
            JSON.stringify({ held, old, after }),
          );
        }
      }
    }),
    { numRuns: process.env['UNLEAK_LONG'] === undefined ? 150 : 5000 },
  );
});

test('ranges of a difference are in order and inside of the newer version', (t) => {
  fc.assert(
    fc.property(version, version, version, (held, before, after) => {
      const bytes = Buffer.from(after);
      const delta = difference(Buffer.from(before), bytes, new HeldLines(Buffer.from(held)), new Delta());
      let last = 0;
      for (let i = 0; i < delta.insertedLength; i += 2) {
        const [start = -1, end = -1] = delta.inserted.subarray(i, i + 2);
        t.true(start >= last && end >= start && end <= bytes.length);
        last = end;
      }
    }),
    { numRuns: process.env['UNLEAK_LONG'] === undefined ? 300 : 10_000 },
  );
});
