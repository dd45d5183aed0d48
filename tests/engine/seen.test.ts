import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { Random, crcBase62 } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine, seenStore } from '../../src/engine/index.ts';
import type { Candidate } from '../../src/engine/index.ts';

const engine = createEngine(detectors);
const runs = process.env['UNLEAK_LONG'] === undefined ? 8 : 300;

/**
 * What has hope, in order. How far escapes around a value are resolved depends on what is looked at with it: so do the end
 * of what was found there, and what goes over many lines.
 */
function hopes(candidates: readonly Candidate[]): string[] {
  const overLines = (detector: number): boolean => (detectors[detector]?.reach?.after ?? 0) > 2000;
  return candidates
    .filter((one) => one.hopeless !== true && !(one.decoded[0] === 'percent' && overLines(one.detector)))
    .map(({ start, end, detector, decoded }) =>
      JSON.stringify([start, decoded[0] === 'percent' || end, detector, decoded]),
    )
    .sort();
}

/** Pieces of text that stand in many versions: with and without secrets, and secrets in parts. */
function pieces(random: Random): string[] {
  const body = random.base62(30);
  const token = `ghp_${body}${crcBase62(body)}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const armour = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trimEnd().split('\n');
  const wrapped = Buffer.from(`${random.lower(300)}\npassword = "${token}"\n${random.lower(200)}`)
    .toString('base64')
    .replace(/.{76}/g, '$&\n')
    .split('\n');
  return [
    ...armour,
    ...wrapped,
    `token = "${token}"`,
    'password =',
    `  "${random.base62(18)}"`,
    `const key = "${token.slice(0, 20)}" +`,
    `  "${token.slice(20)}";`,
    'apiVersion: v1',
    '',
    '}',
    `db_password = "${random.base62(16)}" # not real`,
    `url = "postgres%3A%2F%2Fapp%3A${random.base62(12)}%40db/app"`,
    ...Array.from({ length: 40 }, () => `  ${random.lower(6)}(${random.lower(9)}, ${random.lower(4)});`),
  ];
}

test('what was looked at before and held nothing hides nothing', (t) => {
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const random = new Random(`seen ${run}`);
    const store = seenStore(1 + random.below(1000), Buffer.from(random.base62(24)));
    const pool = pieces(random);
    let lines = Array.from({ length: 120 }, () => random.pick(pool));
    for (let version = 0; version < 40; version++) {
      for (let edits = random.below(4); edits >= 0; edits--) {
        const at = random.below(lines.length);
        const from = random.below(pool.length);
        // Neighbours of the pool stay together as often as not.
        lines.splice(at, random.below(6), ...pool.slice(from, from + random.below(8)));
      }
      if (random.below(10) === 0) lines = lines.slice(random.below(40)).concat(lines.slice(0, 20));
      const text = Buffer.from(lines.join(random.below(9) === 0 ? '\r\n' : '\n'));
      const all = hopes(engine.find(text));
      found += all.length;
      t.deepEqual(hopes(engine.find(text, undefined, store)), all, `run ${run}, version ${version}`);
    }
  }
  t.true(found > 1000);
});

test('text that is the same again is not looked at again, whatever its size', (t) => {
  const random = new Random('same again');
  const store = seenStore(5000, Buffer.from(random.base62(24)));
  const quick = createEngine(
    detectors.map((detector) => ({
      ...detector,
      quick: (bytes, start, end) => {
        looks++;
        return detector.quick?.(bytes, start, end) ?? true;
      },
    })),
  );
  let looks = 0;
  for (const lines of [1, 3, 500, 20_000]) {
    const text = Buffer.from(
      Array.from({ length: lines }, () => `token ${random.lower(12)} key ${random.lower(6)}`).join('\n'),
    );
    looks = 0;
    quick.find(text, undefined, store);
    const first = looks;
    t.true(first >= lines);
    quick.find(text, undefined, store);
    t.true(looks - first < first / 5, `${lines} lines: ${first} looks, then ${looks - first}`);
  }
  const long = Buffer.from(`token ${'abc '.repeat(200_000)}`);
  t.deepEqual(quick.find(long, undefined, store), quick.find(long), 'a line that is larger than a piece');
});
