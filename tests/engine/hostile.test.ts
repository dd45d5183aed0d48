import { gzipSync } from 'node:zlib';

import test from 'ava';

import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';

const engine = createEngine(detectors);
const megabyte = 1 << 20;
const size = process.env['UNLEAK_LONG'] === undefined ? megabyte >> 3 : megabyte;

/** Processor time of finding and judging, in milliseconds: the least of two runs. */
function cost(bytes: Uint8Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 2; run++) {
    const before = process.threadCpuUsage();
    engine.judge(bytes, engine.find(bytes), { path: 'a/file.txt' });
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

function fill(pattern: string, length: number): Buffer {
  return Buffer.alloc(length, pattern, 'latin1');
}

const patterns = [
  'a', 'A', '0', ' ', '\n', '=', '"', "'", '\\', '%', '&', '-', '/', '+', '.', '\u00ff', '%25', '&#37;', '\\u005c', '=3D', '=\n',
  'password=', 'password: "', 'password = ', 'password','secret', 'token("', 'key=', 'api_key="a', 'auth: ', 'pass ', '--password ',
  'ghp_', 'AKIA', 'eyJ', 'eyJhbGciOi', 'xoxb-', 'sk_live_', '-----BEGIN RSA PRIVATE KEY-----\n', 'https://', 'https://a:', 'https://a:b@', 'postgres://',
  'aws_secret_access_key = ', 'service_account', '"kty":"', 'ghp_" + "', 'AKIA\\\n', 'AKIA\n  ', 'name: password\n  value: ', '<password>', 'QUtJQQ==', 'H4sI',
  'user,password\n', 'user\tpassword\n', '| password | x |\n',
]; // prettier-ignore

test('any text repeated costs in proportion to its size', (t) => {
  // Compiles every pattern once.
  for (const pattern of patterns) cost(fill(pattern, 1 << 14));
  for (const pattern of patterns) {
    const small = cost(fill(pattern, size >> 2));
    const large = cost(fill(pattern, size));
    // Four times the bytes: four times the time, with room for noise; quadratic work would be sixteen times.
    t.true(large < 9 * small + 250, `${JSON.stringify(pattern)}: ${small} ms, then ${large} ms`);
  }
});

test('bombs are bounded: by what may be decoded in all, and by depth', (t) => {
  const bomb = gzipSync(Buffer.alloc(64 * megabyte, 'password = "')).toString('base64');
  t.true(bomb.length < megabyte);
  t.true(cost(Buffer.from(`${bomb}\n`.repeat(8))) < 4000);
  const inner = gzipSync(Buffer.alloc(3 * megabyte, 'x')).toString('base64');
  t.true(cost(Buffer.from(`${inner}\n`.repeat(400))) < 4000);
  let nested = 'password = "';
  for (let depth = 0; depth < 20; depth++) nested = Buffer.from(nested.padEnd(4000, '. ')).toString('base64');
  t.true(nested.length > megabyte);
  t.true(cost(Buffer.from(nested)) < 4000);
});

test('no bytes make it throw', (t) => {
  let seed = 42;
  const random = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 8;
  const words = [
    ...patterns,
    '\u0000',
    '\r\n',
    '{',
    '}',
    '(',
    ')',
    '<',
    '>',
    ': ',
    '%zz',
    '\\x',
    '&#x;',
    '\\u{',
    '-----END',
  ];
  for (let run = 0; run < 300; run++) {
    const parts = Array.from({ length: random() % 40 }, () => words[random() % words.length] ?? '');
    const bytes = Buffer.from(parts.join(''), 'latin1');
    const ranges = [
      { start: random() % (bytes.length + 1), end: bytes.length },
      { start: 0, end: 0 },
    ];
    t.notThrows(() => engine.judge(bytes, engine.find(bytes), {}));
    t.notThrows(() => engine.find(bytes, ranges));
    t.notThrows(() => engine.find(bytes.subarray(random() % (bytes.length + 1))));
  }
});
