import test from 'ava';
import fc from 'fast-check';
import { Positions } from '../../src/scan/position.ts';

/** The plain way: decode everything before the offset and count. */
function slowly(text: string, codePoint: number): { line: number; column: number } {
  const before = [...text].slice(0, codePoint).join('');
  const lines = before.split('\n');
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}

const text = fc.string({
  unit: fc.constantFrom('a', 'é', '漢', '😀', '\n', '\r\n', ' ', '\t'),
  maxLength: 60,
});

for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
  test(`positions count code points in ${encoding}`, (t) => {
    fc.assert(
      fc.property(text, fc.nat(), (content, at) => {
        const points = [...content];
        const index = points.length === 0 ? 0 : at % points.length;
        const encode = (value: string): Buffer => {
          if (encoding === 'utf-8') return Buffer.from(value);
          const bytes = Buffer.from(`\u{FEFF}${value}`, 'utf16le');
          return encoding === 'utf-16le' ? bytes : bytes.swap16();
        };
        const offset = encode(points.slice(0, index).join('')).length;
        t.deepEqual(new Positions(encode(content)).at(offset), slowly(content, index));
      }),
    );
  });
}

test('a window of a large file goes on counting', (t) => {
  t.deepEqual(new Positions(Buffer.from('a\nbc'), 40).at(3), { line: 41, column: 2 });
});

test('a UTF-8 byte order mark is no column', (t) => {
  t.deepEqual(new Positions(Buffer.from('\u{FEFF}key=1')).at(7), { line: 1, column: 5 });
});
