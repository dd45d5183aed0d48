import test, { type ExecutionContext } from 'ava';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, effectiveDetectors, loadConfig } from '../../src/config/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import type { Detector } from '../../src/engine/index.ts';
import { detectors as builtIn } from '../../detectors/index.ts';
import { temporary, writeFiles } from './world.ts';

const detector = `detectors:
  - id: acme-token
    title: Acme token
    keywords: [acme_]
    pattern: '\\bacme_(?P<secret>[a-z0-9]{16})\\b'
    examples: { match: [x = acme_abcdefgh12345678], ignore: [acme_short] }
`;

test('without a file there is an empty configuration', async (t) => {
  const config = await loadConfig(temporary(t));
  t.deepEqual(config.files, []);
});

test("a detector of one's own finds what its group says, and nothing else", async (t) => {
  const root = temporary(t);
  writeFiles(root, { 'unleak.yaml': detector });
  const { detectors } = await loadConfig(root);
  const engine = createEngine(effectiveDetectors(builtIn, detectors, []));
  const bytes = Buffer.from('a = "acme_zyxwvuts98765432", acme_no\n');
  const matches = engine.judge(bytes, engine.find(bytes), {});
  t.deepEqual(
    matches.map((one) => [one.detector.id, bytes.toString('utf8', one.span.start, one.span.end)]),
    [['acme-token', 'zyxwvuts98765432']],
  );
});

test('a pattern that would take for ever elsewhere is linear here', async (t) => {
  const root = temporary(t);
  writeFiles(root, {
    'unleak.yaml': detector.replace(/pattern: .*/, () => "pattern: 'acme_(?P<secret>(a+)+)$'").replace('acme_abcdefgh12345678', 'acme_aaaaaaaaaaaaaaaa'),
  }); // prettier-ignore
  const { detectors } = await loadConfig(root);
  const engine = createEngine(detectors);
  const bytes = Buffer.from(`acme_${'a'.repeat(300)}!\n`.repeat(50));
  const start = performance.now();
  engine.find(bytes);
  t.true(performance.now() - start < 2000);
});

for (const [name, text, expected] of [
  ['unleak.yaml', 'a: [b\n c: d', /^unleak\.yaml:\d+:\d+: not YAML/],
  [
    'unleak.yaml',
    'detectors:\n  - id: Acme\n',
    /^unleak\.yaml:2:9: detectors\.0\.id: must be lower-case words/,
  ],
  ['unleak.yaml', 'detector: []\n', /no key is called detector here/],
  ['unleak.yaml', detector.replace('title: Acme token', 'titel: x'), /^unleak\.yaml:2:5: .*title is missing/],
  [
    'unleak.yaml',
    detector.replace('(?P<secret>', '(?=x)(?P<secret>'),
    /^unleak\.yaml:5:14: .*not RE2 syntax/,
  ],
  [
    'unleak.yaml',
    detector.replace('abcdefgh12345678', 'short'),
    /^unleak\.yaml:6:25: .*does not match this example/,
  ],
  ['unleak.yaml', detector.replace('[acme_short]', '[acme_abcdefgh12345678]'), /matches this example/],
  ['unleak.yaml', detector.replace('x = acme_', 'x = acne_'), /holds none of the keywords/],
  ['unleak.yaml', detector.replace("pattern: '", "group: nope\n    pattern: '"), /no such group/],
  ['unleak.yaml', 'allow:\n  - reason: x\n', /^unleak\.yaml:2:5: .*must say what it allows/],
  ['unleak.yaml', 'allow:\n  - {path: a, reason: "x\\e[2J"}\n', /printable/],
  ['unleak.yaml', 'a: &a [1]\nb: [*a,*a]\n', /no key is called/],
  ['unleak.json', '{"allow": [}', /^unleak\.json:1:12: not JSON/],
  [
    'unleak.json',
    '{\n "thresholds": [{"minSeverity": "huge"}]}',
    /^unleak\.json:2:33: thresholds\.0\.minSeverity/,
  ],
  ['unleak.toml', '[store]\nto = "sops"\nto = "aws"\n', /^unleak\.toml:3:\d+: not TOML/],
  [
    'unleak.toml',
    '[[allow]]\npath = "a"\nreason = "b"\n[[allow]]\nreason = "c"\n',
    /^unleak\.toml:4:1: allow\.1/,
  ],
] as const)
  test(`${name}: ${JSON.stringify(text).slice(0, 60)} is told as ${expected.source.slice(0, 40)}`, async (t) => {
    const root = temporary(t);
    writeFiles(root, { [name]: text });
    const error = await t.throwsAsync(loadConfig(root), { instanceOf: ConfigError });
    t.regex(error.message, expected);
  });

test('YAML, TOML and JSON say the same', async (t) => {
  const expected = { ignore: ['vendor/'], allow: 'generic', to: 'sops' };
  for (const [name, text] of [
    ['unleak.yaml', 'paths: {ignore: [vendor/]}\nallow: [{detector: generic, reason: r}]\nstore: {to: sops}\n'],
    ['unleak.toml', 'paths.ignore = ["vendor/"]\n[[allow]]\ndetector = "generic"\nreason = "r"\n[store]\nto = "sops"\n'],
    ['unleak.json', '// ours\n{"paths": {"ignore": ["vendor/"]}, "allow": [{"detector": "generic", "reason": "r"}], "store": {"to": "sops"}}'],
  ] as const) {
    const root = temporary(t);
    writeFiles(root, { [name]: text });
    const config = await loadConfig(root);
    t.deepEqual({ ignore: [...config.ignorePaths], allow: config.allow[0]?.detector, to: config.store.to }, expected as never);
  }
}); // prettier-ignore

test('two configurations at once are refused', async (t) => {
  const root = temporary(t);
  writeFiles(root, { 'unleak.yaml': '{}', 'unleak.json': '{}' });
  await t.throwsAsync(loadConfig(root), { message: /both unleak\.yaml and unleak\.json/ });
});

test('extends merges, what comes later wins', async (t) => {
  const root = temporary(t);
  writeFiles(root, {
    'unleak.yaml': 'extends: [security/base.yaml]\npaths: {ignore: [b/]}\nstore: {dotenv: keep}\n',
    'security/base.yaml': `${detector}paths: {ignore: [a/]}\nstore: {to: sops, dotenv: exec-env}\n`,
  });
  const config = await loadConfig(root);
  t.deepEqual(config.files, ['security/base.yaml', 'unleak.yaml']);
  t.deepEqual(config.ignorePaths, ['a/', 'b/']);
  t.deepEqual({ ...config.store }, { to: 'sops', dotenv: 'keep' });
  t.is(config.detectors.length, 1);
});

async function refusesExtends(
  t: ExecutionContext,
  target: string,
  prepare?: (root: string) => void,
): Promise<void> {
  const root = temporary(t);
  writeFiles(root, { 'unleak.yaml': `# first\nextends: ${target}\n` });
  prepare?.(root);
  await t.throwsAsync(loadConfig(root), { message: /^unleak\.yaml:2:10: extends: / });
}
test('extends: not above the repository', refusesExtends, '../other.yaml');
test('extends: no absolute path', refusesExtends, '/etc/hostname');
test('extends: no link that leads out', refusesExtends, 'link.yaml', (root: string) =>
  symlinkSync('/etc/hostname', join(root, 'link.yaml')),
);
test('extends: not itself', refusesExtends, 'unleak.yaml');
test('extends: must be there', refusesExtends, 'nowhere.yaml');

test('a configuration that is a link is not read', async (t) => {
  const root = temporary(t);
  symlinkSync('/etc/hostname', join(root, 'unleak.yaml'));
  await t.throwsAsync(loadConfig(root), { message: /a link/ });
});

test('no error quotes the file', async (t) => {
  const word = 'zq81xv';
  for (const text of [`a: [${word}`, `detectors: [{id: "${word} ${word}"}]`, `${word}: "\\q"`, `paths: {ignore: ${word}}`]) {
    const root = temporary(t);
    writeFiles(root, { 'unleak.yaml': text });
    const error = await t.throwsAsync(loadConfig(root));
    // A key's name is told; a value never is.
    t.false(error.message.replace(`no key is called ${word}`, '').includes(word), error.message);
  }
}); // prettier-ignore

test('overrides: off, on again, another severity, by id, vendor or all', (t) => {
  const one = (id: string, vendor: string): Detector => ({
    ...(builtIn[0] as Detector),
    id,
    vendor,
    severity: 'high',
  });
  const all = [one('a-x', 'a'), one('a-y', 'a'), one('b-x', 'b')];
  const result = effectiveDetectors(
    all,
    [],
    [
      { detector: '*', severity: 'low' },
      { detector: 'a', enabled: false },
      { detector: 'a-y', enabled: true },
    ],
  );
  t.deepEqual(
    result.map(({ id, severity }) => [id, severity]),
    [
      ['a-y', 'high'],
      ['b-x', 'low'],
    ],
  );
});
