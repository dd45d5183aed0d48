import { deflateSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';
import test from 'ava';

import { createEngine } from '../../src/engine/index.ts';
import { Random } from '../../detectors/helpers.ts';
import { acmeToken, block, engine, named, plain, search } from './world.ts';

const runs = process.env['UNLEAK_LONG'] === undefined ? 120 : 3000;

const encodings: Readonly<Record<string, (token: string) => { text: string; decoded: readonly string[] }>> = {
  plain: (token) => ({ text: token, decoded: [] }),
  base64: (token) => ({ text: toBase64(token), decoded: ['base64'] }),
  'base64 url, unpadded': (token) => ({
    text: Buffer.from(`{"token": "${token}"}`).toString('base64url'),
    decoded: ['base64'],
  }),
  'base64 twice': (token) => ({ text: toBase64(toBase64(token)), decoded: ['base64', 'base64'] }),
  hex: (token) => ({ text: Buffer.from(token).toString('hex'), decoded: ['hex'] }),
  'gzip in base64': (token) => ({
    text: gzipSync(`line\n${token}\n`).toString('base64'),
    decoded: ['base64', 'gzip'],
  }),
  'utf-16 in base64': (token) => ({
    text: Buffer.from(`run ${token} now`, 'utf16le').toString('base64'),
    decoded: ['base64'],
  }),
  percent: (token) => ({ text: token.replace('_', '%5F'), decoded: ['percent'] }),
  unicode: (token) => ({ text: token.replace('_', String.raw`\u005f`), decoded: ['unicode'] }),
  hexadecimal: (token) => ({ text: token.replace('_', String.raw`\x5f`), decoded: ['escape'] }),
  html: (token) => ({ text: token.replace('_', '&#95;'), decoded: ['html'] }),
  'html, hexadecimal': (token) => ({ text: token.replace('_', '&#x5F;'), decoded: ['html'] }),
  joined: (token) => ({ text: `${token.slice(0, 14)}" + "${token.slice(14)}`, decoded: ['concatenated'] }),
  'joined over lines': (token) => ({
    text: `${token.slice(0, 14)}" +\n    "${token.slice(14, 20)}" +\n    "${token.slice(20)}`,
    decoded: ['concatenated'],
  }),
  'zlib in base64': (token) => ({
    text: deflateSync(`line\n${token}\n`).toString('base64'),
    decoded: ['base64', 'zlib'],
  }),
  'base64 wrapped in a literal': (token) => ({
    text: wrapped(`${'some text before it. '.repeat(6)}${token}\n`).join(String.raw`\n`),
    decoded: ['base64'],
  }),
  'base64 wrapped in literals': (token) => ({
    text: wrapped(`${'some text before it. '.repeat(6)}${token}\n`).join('"\n     "'),
    decoded: ['base64'],
  }),
  'unicode in braces': (token) => ({ text: token.replace('_', String.raw`\u{5f}`), decoded: ['unicode'] }),
  'html, by name': (token) => ({ text: token.replace('_', '&lowbar;'), decoded: ['html'] }),
  'joined behind the prefix': (token) => ({
    text: `${token.slice(0, 5)}' + '${token.slice(5)}`,
    decoded: ['concatenated'],
  }),
  'joined in Visual Basic': (token) => ({
    text: `${token.slice(0, 14)}" & _\r\n    "${token.slice(14)}`,
    decoded: ['concatenated'],
  }),
  'added to': (token) => ({
    text: `${token.slice(0, 14)}"\nTOKEN+="${token.slice(14)}`,
    decoded: ['concatenated'],
  }),
  'in a template': (token) => ({
    text: `${token.slice(0, 14)}\${'${token.slice(14, 20)}'}${token.slice(20)}`,
    decoded: ['concatenated'],
  }),
  'soft line break': (token) => ({
    text: `${token.slice(0, 14)}=\r\n${token.slice(14)}`,
    decoded: ['concatenated'],
  }),
  'continued in a batch file': (token) => ({
    text: `${token.slice(0, 14)}^\r\n${token.slice(14)}`,
    decoded: ['concatenated'],
  }),
  continued: (token) => ({ text: `${token.slice(0, 14)}\\\n${token.slice(14)}`, decoded: ['concatenated'] }),
};

/** Base64 in lines of 60. */
function wrapped(text: string): string[] {
  return toBase64(text).match(/.{1,60}/g) ?? [];
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

test('every encoding is seen through, and the place is where the bytes are stored', (t) => {
  for (const [name, encode] of Object.entries(encodings)) {
    const token = acmeToken(name);
    const { text, decoded } = encode(token);
    for (const [before, after] of [
      ['', ''],
      ['key = "', '"\n'],
      ['a: 1\nkey: "', '", b: 2\n'],
      ['é ', ' é'],
    ] as const) {
      const bytes = Buffer.from(before + text + after);
      const start = Buffer.byteLength(before);
      const found = search(engine, bytes);
      t.deepEqual(
        found,
        [{ id: plain.id, secret: token, start, end: start + Buffer.byteLength(text), decoded }],
        `${name} between ${JSON.stringify(before)} and ${JSON.stringify(after)}`,
      );
    }
  }
});

test('base64 wrapped over lines is one run', (t) => {
  const token = acmeToken('wrapped');
  const text = toBase64(`${'some text before it, to fill lines. '.repeat(4)}${token} and text after it`);
  for (const [width, indent, end] of [
    [76, '', '\n'],
    [64, '  ', '\n'],
    [76, '', '\r\n'],
  ] as const) {
    const lines = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    const body = lines.map((line) => indent + line).join(end);
    const bytes = Buffer.from(`head:${end}${body}${end}tail${end}`);
    const start = bytes.indexOf(lines[0] ?? '');
    const stop = start + body.length - indent.length;
    t.deepEqual(search(engine, bytes), [
      { id: plain.id, secret: token, start, end: stop, decoded: ['base64'] },
    ]);
    // A change of any one line is enough to find it again.
    for (const line of lines) {
      const at = bytes.indexOf(line);
      t.true(engine.find(bytes, [{ start: at + 3, end: at + 9 }]).length > 0, `${width}: ${line}`);
    }
  }
});

test('quoted-printable: escapes and soft line breaks', (t) => {
  const token = acmeToken('mail');
  const text = `Your key=3D${token.slice(0, 11)}=\r\n${token.slice(11)} is ready=2E\r\n`;
  t.deepEqual(search(engine, Buffer.from(text)), [
    {
      id: plain.id,
      secret: token,
      start: text.indexOf('acme'),
      end: text.indexOf(' is ready'),
      decoded: ['quoted-printable'],
    },
  ]);
});

test('UTF-16 with and without a byte order mark, odd sizes too: places are those of the file', (t) => {
  const token = acmeToken('wide');
  const text = `[login]\r\nkey = ${token}\r\nname = Jörg\r\n`;
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  const at = text.indexOf(token) * 2;
  const cases = [
    { bytes: little, shift: 0 },
    { bytes: big, shift: 0 },
    { bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), little]), shift: 2 },
    { bytes: Buffer.concat([Buffer.from([0xfe, 0xff]), big]), shift: 2 },
  ];
  for (const { bytes, shift } of cases) {
    for (const odd of [bytes, Buffer.concat([bytes, Buffer.from([7])])]) {
      t.deepEqual(search(engine, odd), [
        { id: plain.id, secret: token, start: at + shift, end: at + shift + token.length * 2, decoded: [] },
      ]);
    }
  }
});

test('UTF-16 without a byte order mark that begins with letters of another script', (t) => {
  const token = acmeToken('other');
  const text = `\u043f\u0430\u0440\u043e\u043b\u044c: ${token} # until the end of the year\r\n`;
  const at = text.indexOf(token) * 2;
  t.deepEqual(
    search(engine, Buffer.from(text, 'utf16le')).map(({ secret, start }) => [secret, start]),
    [[token, at]],
  );
});

test('Latin-1 bytes around a token do no harm', (t) => {
  const token = acmeToken('latin');
  const bytes = Buffer.from(`clé: é ${token} ü\n`, 'latin1');
  t.deepEqual(
    search(engine, bytes).map((found) => found.start),
    [bytes.indexOf(token)],
  );
});

test('planted tokens are found at random places in random encodings, and nothing else', (t) => {
  // No quotes: literals that follow one another may be pieces of one.
  const filler = fc.stringMatching(/^[a-z ,;(){}\n.=:]{0,120}$/);
  const plant = fc.record({ filler, kind: fc.constantFrom(...Object.keys(encodings)), seed: fc.nat(1e6) });
  fc.assert(
    fc.property(fc.array(plant, { maxLength: 6 }), filler, (plants, tail) => {
      let text = '';
      const expected: unknown[] = [];
      for (const { filler, kind, seed } of plants) {
        const token = acmeToken(`${kind} ${seed}`);
        const encoded = encodings[kind]?.(token) ?? { text: '', decoded: [] };
        text += `${filler};\n"`;
        expected.push({
          id: plain.id,
          secret: token,
          start: text.length,
          end: text.length + encoded.text.length,
          decoded: encoded.decoded,
        });
        text += `${encoded.text}"\n`;
      }
      t.deepEqual(search(engine, Buffer.from(text + tail)), expected);
    }),
    { numRuns: runs },
  );
});

test('a change is enough: candidates that touch a changed range are found from it alone', (t) => {
  const line = fc.oneof(
    fc.stringMatching(/^[a-z ={}]{0,60}$/),
    fc.nat(1e6).map((seed) => `key: ${acmeToken(`${seed}`)}`),
    fc.nat(1e6).map((seed) => `globex_key = "${new Random(`${seed}`).hex(32)}"`),
    fc.nat(1e6).map((seed) => `name: globex\n  value: ${new Random(`${seed}`).hex(32)}`),
    fc.nat(1e6).map((seed) => toBase64(`text ${acmeToken(`${seed}`)} and more text`)),
    fc.nat(1e6).map((seed) => `"${acmeToken(`${seed}`).replace('_', '%5F')}"`),
    fc
      .tuple(fc.nat(1e6), fc.integer({ min: 1, max: 20 }))
      .map(
        ([seed, lines]) =>
          `INITECH BLOCK BEGIN\n${Array.from({ length: lines }, (_, i) => new Random(`${seed} ${i}`).base62(64)).join('\n')}\nINITECH BLOCK END`,
      ),
    fc.nat(3000).map((n) => 'x '.repeat(n)),
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 25 }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(300)), {
        minLength: 1,
        maxLength: 4,
      }),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'));
        const ranges = cuts.map(([share, length]) => {
          const start = Math.floor(share * bytes.length);
          return { start, end: Math.min(bytes.length, start + length + 1) };
        });
        const key = (c: object): string => JSON.stringify(c);
        const partly = new Set(engine.find(bytes, ranges).map(key));
        const lost = engine
          .find(bytes)
          .filter((c) => ranges.some((range) => c.start < range.end && range.start < c.end))
          .filter((c) => !partly.has(key(c)));
        t.deepEqual(lost, []);
      },
    ),
    { numRuns: runs },
  );
});

test('first and last byte of a file, twice in a line, long lines', (t) => {
  const [a, b] = [acmeToken('a'), acmeToken('b')];
  const secrets = (text: string): string[] => search(engine, Buffer.from(text)).map((found) => found.secret);
  t.deepEqual(secrets(a), [a]);
  t.deepEqual(secrets(`${a} ${b}`), [a, b]);
  t.deepEqual(secrets(`{"a":"${a}","b":"${b}","again":"${a}"}`), [a, b, a]);
  const minified = 'var a=1;'.repeat(20_000);
  t.deepEqual(secrets(`${minified}"${a}"${minified}"${b}"${minified}`), [a, b]);
  // A letter on either side makes it another word, whatever the window's edges.
  for (let shift = 0; shift < 400; shift += 7) {
    t.deepEqual(secrets(`${' '.repeat(shift)}x${a}`), []);
    t.deepEqual(secrets(`${a}x${' '.repeat(shift)}`), []);
  }
});

test('a value belongs to a name within two lines, no further', (t) => {
  const value = new Random('lines').hex(32);
  const found = (text: string): number => search(engine, Buffer.from(text)).length;
  t.is(found(`globex:\n  ${value}`), 1);
  t.is(found(`globex:\n\n  ${value}`), 1);
  t.is(found(`globex:\n\n\n  ${value}`), 0);
  t.is(named.id, 'globex-key');
});

test('the version tells engines apart by what they would find', (t) => {
  t.is(createEngine([plain, named]).version, createEngine([plain, named]).version);
  t.not(createEngine([plain, named]).version, createEngine([plain]).version);
  t.not(createEngine([plain]).version, createEngine([{ ...plain, pattern: /acme_[a-z]{24}/ }]).version);
  t.not(createEngine([block]).version, createEngine([{ ...block, reach: { after: 9000 } }]).version);
});
