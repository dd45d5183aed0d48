import fc from 'fast-check';
import test from 'ava';

import { KeywordPass, automatonFrom, buildAutomaton, packAutomaton } from '../../src/engine/automaton.ts';

const runs = process.env['UNLEAK_LONG'] === undefined ? 150 : 5000;

function byAutomaton(
  keywords: readonly string[],
  bytes: Buffer,
  from: number,
  to: number,
  worthCompiling?: number,
): string[] {
  const automaton = buildAutomaton(keywords);
  const found: string[] = [];
  let last = 0;
  new KeywordPass(automaton, worthCompiling).run(bytes, from, to, (state, end) => {
    if (end < last) found.push('out of order');
    last = end;
    for (const number of automaton.ending(state)) {
      const keyword = keywords[number] ?? '';
      const met = bytes
        .toString('latin1', end - keyword.length, end)
        .replace(/[A-Z]/g, (c) => c.toLowerCase());
      if (met === keyword) found.push(`${end}:${keyword}`);
      else if (!automaton.isVague(number)) found.push(`${end}: ${met} is not ${keyword}`);
    }
  });
  return found.sort();
}

function naively(keywords: readonly string[], bytes: Buffer, from: number, to: number): string[] {
  const text = bytes.toString('latin1').replace(/[A-Z]/g, (c) => c.toLowerCase());
  return keywords
    .flatMap((keyword) => {
      const ends: string[] = [];
      for (let at = text.indexOf(keyword, from); at !== -1; at = text.indexOf(keyword, at + 1))
        if (at + keyword.length <= to) ends.push(`${at + keyword.length}:${keyword}`);
      return ends;
    })
    .sort();
}

test('finds what a search for each keyword finds', (t) => {
  const keyword = fc.string({ unit: fc.constantFrom(...Array.from('abk_-.9é')), minLength: 1, maxLength: 7 });
  const text = fc.string({ unit: fc.constantFrom(...Array.from('abkABK_-.9é \n')), maxLength: 400 });
  fc.assert(
    fc.property(
      fc.uniqueArray(keyword, { minLength: 1, maxLength: 12 }),
      text,
      fc.nat(),
      (keywords, text, cut) => {
        const bytes = Buffer.from(text, 'latin1');
        const from = cut % (bytes.length + 1);
        t.deepEqual(byAutomaton(keywords, bytes, 0, bytes.length), naively(keywords, bytes, 0, bytes.length));
        t.deepEqual(
          byAutomaton(keywords, bytes, from, bytes.length),
          naively(keywords, bytes, from, bytes.length),
        );
      },
    ),
    { numRuns: runs },
  );
});

test('keywords with more bytes than the automaton has classes are found', (t) => {
  const all = Array.from({ length: 160 }, (_, i) => String.fromCharCode(i + 0x60));
  const keyword = fc.string({ unit: fc.constantFrom(...all), minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.uniqueArray(keyword, { minLength: 60, maxLength: 120 }),
      fc.string({ unit: fc.constantFrom(...all), maxLength: 300 }),
      (keywords, text) => {
        const bytes = Buffer.from(text, 'latin1');
        t.deepEqual(byAutomaton(keywords, bytes, 0, bytes.length), naively(keywords, bytes, 0, bytes.length));
      },
    ),
    { numRuns: runs },
  );
});

test('pieces and chunks are seamless', (t) => {
  const keywords = ['needle', 'a long keyword with blanks', 'xyx'];
  for (const size of [2047, 2048, 4096, 65_535, 65_536, 65_537, 131_072, 200_001]) {
    for (const at of [
      0,
      1,
      size >> 1,
      (size >> 1) - 3,
      (size >> 2) - 5,
      16_380,
      49_140,
      65_530,
      65_536,
      32_765,
      size - 26,
    ]) {
      if (at + 26 > size) continue;
      const bytes = Buffer.alloc(size, 'x');
      bytes.write('A Long Keyword With Blanks', at, 'latin1');
      bytes.write('NEEDLE', (at + 30_000) % (size - 6), 'latin1');
      const found = naively(keywords, bytes, 0, size);
      t.deepEqual(byAutomaton(keywords, bytes, 0, size), found, `${size} ${at}`);
      t.deepEqual(byAutomaton(keywords, bytes, 0, size, 1), found, `compiled: ${size} ${at}`);
    }
  }
});

test('an automaton that was kept in a file is the one that would be built', (t) => {
  const keywords = [
    'secret',
    'ecre',
    'ghp_',
    'ключ',
    ...Array.from({ length: 80 }, (_, i) => `w${String.fromCharCode(i + 0x60)}`),
  ];
  const file = Uint8Array.from(packAutomaton(keywords, '%&'));
  const kept = automatonFrom(file, keywords, '%&');
  const built = buildAutomaton(keywords, '%&');
  t.deepEqual(kept?.next, built.next);
  t.deepEqual(kept?.classes, built.classes);
  for (let state = built.firstOutput; state < built.count; state++)
    t.deepEqual(kept?.ending(state), built.ending(state));
  for (const number of keywords.keys()) t.is(kept?.isVague(number), built.isVague(number));
  t.is(automatonFrom(file, [...keywords, 'other'], '%&'), undefined);
  t.is(automatonFrom(file, keywords, '%'), undefined);
  t.is(automatonFrom(file.subarray(0, -4), keywords, '%&'), undefined);
  t.is(automatonFrom(new Uint8Array(3), keywords, '%&'), undefined);
});

test('regions that are run together are found like each alone', (t) => {
  const keyword = fc.string({ unit: fc.constantFrom(...Array.from('abk_')), minLength: 1, maxLength: 5 });
  const text = fc.string({ unit: fc.constantFrom(...Array.from('abkA_ \n')), minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(
      fc.uniqueArray(keyword, { minLength: 1, maxLength: 8 }),
      text,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.constantFrom(1, 50),
      (keywords, piece, cuts, times) => {
        // Long enough, at times, for regions that are run by themselves and for more than one chunk.
        const bytes = Buffer.from(piece.repeat(times * 20));
        const points = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
        const regions = [];
        for (let i = 0; i + 1 < points.length; i += 2)
          regions.push({ start: points[i] ?? 0, end: points[i + 1] ?? 0 });
        const automaton = buildAutomaton(keywords);
        const pass = new KeywordPass(automaton, Number.POSITIVE_INFINITY);
        for (const worthCompiling of [1, Number.POSITIVE_INFINITY]) {
          const compiled = new KeywordPass(automaton, worthCompiling);
          const together: string[] = [];
          const alone: string[] = [];
          compiled.runAll(bytes, regions, {
            enter: ({ start }) => together.push(`from ${start}`),
            report: (state, end) => together.push(`${state} ${end}`),
            leave: ({ end }) => together.push(`to ${end}`),
          });
          for (const { start, end } of regions) {
            alone.push(`from ${start}`);
            pass.run(bytes, start, end, (state, at) => alone.push(`${state} ${at}`));
            alone.push(`to ${end}`);
          }
          t.deepEqual(together, alone);
        }
      },
    ),
    { numRuns: runs },
  );
});
