import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { Random } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';

const engine = createEngine(detectors);
const paths = [
  undefined,
  ...'.env a.yaml conf/a.properties a.json a.xml README.md run.sh a.js a.py a.go a.css a.sql a.unknown'.split(
    ' ',
  ),
  'test/a.js',
  'locales/en.properties',
  'dist/a.min.js',
  'examples/.env',
  'test/fixtures/dist/lang/a.yaml',
];

/** Real source text, and lines that look like secrets or just do not. */
function* texts(): Generator<Buffer> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  for (const folder of [
    'src/engine',
    'src/migration',
    'providers',
    'node_modules/yargs',
    'node_modules/simple-git',
  ])
    for (const name of readdirSync(join(root, folder)))
      if (/\.(?:ts|md|json)$/.test(name)) yield readFileSync(join(root, folder, name));
  const random = new Random('hopeless');
  const names = 'password db_password apiKey token client.secret AUTH_TOKEN passwd keys user key'.split(' ');
  const assigns = [' = ', ': ', '=', ' := ', '->', ' == ', ', ', '("', ' => '];
  const values = (): string =>
    random.pick([
      random.lower(8),
      random.base62(12),
      `"${random.base62(6)}"`,
      `'${random.lower(5)}-${random.lower(4)}'`,
      `${random.lower(4)}.${random.lower(6)}`,
      `$\{${random.lower(5)}}`,
      `"${random.lower(5)}${random.below(100)}"`,
      `get(${random.lower(3)})`,
      'null;',
    ]);
  for (let i = 0; i < 40; i++)
    yield Buffer.from(
      Array.from({ length: 60 }, () => `${random.pick(names)}${random.pick(assigns)}${values()}`).join('\n'),
    );
}

test('what is hopeless is no secret at any path', (t) => {
  let hopeless = 0;
  let hopeful = 0;
  for (const text of texts()) {
    const candidates = engine.find(text);
    const without = candidates.filter((one) => one.hopeless === true);
    hopeless += without.length;
    hopeful += candidates.length - without.length;
    const asIfNot = without.map(({ detector, start, end, decoded }) => ({ detector, start, end, decoded }));
    for (const path of paths) {
      const matches = engine.judge(text, asIfNot, path === undefined ? {} : { path });
      t.deepEqual(
        matches.map(({ detector, span }) => [
          detector.id,
          text.toString('latin1', span.start - 20, span.end),
        ]),
        [],
        path,
      );
    }
  }
  t.true(hopeless > 300, 'enough of them');
  t.true(hopeful > 300, 'and of the others');
});
