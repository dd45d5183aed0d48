import { Ajv } from 'ajv';
import test from 'ava';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import {
  applySuppressions,
  configJsonSchema,
  effectiveDetectors,
  importGitleaksConfig,
  importIgnores,
  loadConfig,
  readForeignReport,
} from '../../src/config/index.ts';
import { requiredWords } from '../../src/config/foreign/literals.ts';
import { createEngine } from '../../src/engine/index.ts';
import { file, live, now, password, temporary, writeFiles } from './world.ts';

const oid = 'c'.repeat(40);
const value = password('foreign');

const reports: Readonly<Record<string, unknown>> = {
  gitleaks: [{ RuleID: 'generic', File: 'a/b.env', StartLine: 3, Commit: oid, Secret: value }],
  TruffleHog: { DetectorName: 'generic', SourceMetadata: { Data: { Git: { file: 'a/b.env', line: 3, commit: oid } } }, Raw: value },
  Kingfisher: { findings: [{ rule: { id: 'generic' }, finding: { path: 'a/b.env', line: 3, snippet: value, git_metadata: { commit: { id: oid } } } }] },
  'detect-secrets': { version: '1.5.0', plugins_used: [], results: { 'a/b.env': [{ type: 'generic', line_number: 3 }] } },
  secretlint: [{ filePath: './a/b.env', messages: [{ ruleId: 'generic', loc: { start: { line: 3, column: 1 }, end: { line: 3, column: 9 } } }] }, { filePath: './clean', messages: [] }],
  Trivy: { SchemaVersion: 2, Results: [{ Target: 'a/b.env', Secrets: [{ RuleID: 'generic', StartLine: 3 }] }] },
  ggshield: { scans: [{ id: oid, entities_with_incidents: [{ filename: 'a/b.env', incidents: [{ type: 'generic', occurrences: [{ line_start: 3 }] }] }] }] },
  GitHub: [{ secret_type: 'generic', secret: value, first_location_detected: { path: 'a/b.env', start_line: 3, commit_sha: oid } }],
  GitLab: { version: '15.2.1', scan: { type: 'secret_detection' }, vulnerabilities: [{ identifiers: [{ value: 'generic' }], location: { file: 'a/b.env', start_line: 3, commit: { sha: oid } } }] },
  'Some tool': { version: '2.1.0', runs: [{ tool: { driver: { name: 'Some tool' } }, results: [{ ruleId: 'generic', locations: [{ physicalLocation: { artifactLocation: { uri: './a/b.env' }, region: { startLine: 3 } } }] }] }] },
}; // prettier-ignore

for (const [tool, data] of Object.entries(reports))
  test(`a report of ${tool} is told by its form, and its place is read`, (t) => {
    const report = readForeignReport('r.json', JSON.stringify(data));
    t.is(report.tool, tool);
    t.is(report.findings.length, 1);
    const [one] = report.findings;
    t.like(one, { rule: 'generic', path: 'a/b.env', line: 3 });
    t.false(JSON.stringify(report).includes(value), 'a value is no string any more');
  });

test('JSON lines with log lines between; a redacted value is none', (t) => {
  const line = JSON.stringify({ ...(reports['TruffleHog'] as object), Raw: 'REDACTED' });
  const { findings } = readForeignReport('r.jsonl', `${line}\n{"level":"info"}\nnot json\n${line}\n`);
  t.is(findings.length, 2);
  t.is(findings[0]?.value, undefined);
});

test('.gitleaksignore: fingerprints with and without a commit', (t) => {
  const { findings } = readForeignReport('.gitleaksignore', `# old\n${oid}:a b/c.env:generic-api-key:7\nd.env:jwt:1\n`);
  t.deepEqual(findings, [
    { rule: 'generic-api-key', path: 'a b/c.env', line: 7, commit: oid },
    { rule: 'jwt', path: 'd.env', line: 1 },
  ]);
}); // prettier-ignore

test('whatever is read, there is a report or an error that quotes nothing', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), fc.constantFrom(...Object.values(reports).map((one) => JSON.stringify(one).slice(0, -9)))), (text) => {
      try {
        readForeignReport('r', text);
      } catch (error) {
        t.is((error as Error).message, 'r is no report that is known here');
      }
    }),
  ); // prettier-ignore
});

const gitleaks = `title = "ours"
[extend]
useDefault = true
[[rules]]
id = "Acme_Key"
description = "Acme key"
regex = '''acme-(key|token)-([a-z0-9]{12})'''
secretGroup = 2
keywords = ["acme-"]
entropy = 3.1
[rules.allowlist]
regexTarget = "line"
regexes = ['''# sample$''']
[[rules]]
id = "look"
regex = '''(?<=x)y{20}'''
keywords = ["yyy"]
[[rules]]
id = "bare"
regex = '''z{20}'''
[[rules]]
id = "no-keywords"
regex = '''(?i)(?:initech|globex)[_-]([a-z0-9]{12})'''
[[rules]]
id = "short"
regex = '''QZ[0-9a-f]{16}'''
keywords = ["QZ"]
path = '''\\.ini$'''
[[rules]]
id = "names"
path = '''\\.p12$'''
[[allowlists]]
description = "tests"
condition = "AND"
paths = ['''^tests/.*\\.env$''']
stopwords = ["dummy"]
[allowlist]
paths = ['''^docs/''']
regexes = ['''^AAAA''']
commits = ["abc"]
`;

test('.gitleaks.toml becomes a configuration that loads, and what it cannot say is said', async (t) => {
  const { yaml, notes } = importGitleaksConfig('.gitleaks.toml', gitleaks);
  const root = temporary(t);
  writeFiles(root, { 'unleak.yaml': yaml });
  const config = await loadConfig(root);
  t.deepEqual(config.detectors.map((one) => one.id), ['acme-key', 'no-keywords', 'short']);
  t.deepEqual(config.detectors[1]?.keywords, ['initech', 'globex']);
  for (const expected of [/useDefault/, /look is left out: .*RE2/, /bare is left out: .*keywords/, /names is left out: .*names of files/, /entropy/, /commits/])
    t.true(notes.some((note) => expected.test(note)), expected.source);
  const engine = createEngine(effectiveDetectors([], config.detectors, []));
  const token = password('acme').toLowerCase().slice(0, 12).replaceAll(/[^a-z0-9]/g, '7');
  const bytes = Buffer.from(`x = acme-token-${token}\n`);
  const [match] = engine.judge(bytes, engine.find(bytes), {});
  t.is(match?.span.start, bytes.indexOf(token));
  const at = async (path: string, secret: string): Promise<number> =>
    (await applySuppressions([live(secret, [file(path)])], { config, now, complete: false })).findings.length;
  t.is(await at('tests/a.env', 'xxDUMMYxx'), 0, 'both of AND');
  t.is(await at('tests/a.env', 'real'), 1);
  t.is(await at('src/a.env', 'xxDUMMYxx'), 1);
  t.is(await at('docs/a', 'real'), 0, 'either of OR');
  t.is(await at('src/a', 'AAAAbb'), 0);
  const short = Buffer.from(`x=QZ${'0a1b2c3d'.repeat(2)}\n`);
  t.is(engine.judge(short, engine.find(short), {})[0]?.detector.id, 'short');
  const found = { ...live('real', [file('a.ini')]), detector: 'short' };
  t.is((await applySuppressions([found], { config, now, complete: false })).findings.length, 1);
  const elsewhere = { ...found, places: [file('a.txt')] };
  t.is((await applySuppressions([elsewhere], { config, now, complete: false })).findings.length, 0);
}); // prettier-ignore

test('the words that a pattern needs stand in every text that it matches', (t) => {
  for (const [pattern, words] of [
    ['acme_[a-z]{9}', ['acme_']],
    ['(?:aaa|bbbb)x', ['aaa', 'bbbb']],
    ['(?i)Key\\s*=\\s*"([^"]+)"', ['key']],
    ['abcd?e', ['abc']],
    ['ab+cde', ['cde']],
    ['(?P<x>foo)?[)(|]barbaz\\d', ['barbaz']],
    ['a\\.b\\-c', ['a.b-c']],
    ['[a-z]{20}', undefined],
    ['abc|.', undefined],
    ['(abc){0,2}', undefined],
    ['abc)', undefined],
  ] as const)
    t.deepEqual(requiredWords(pattern), words === undefined ? undefined : [...words], pattern);
  const part = fc.constantFrom('abc', 'x', '\\d', '[a-c]', '(?:foo|ba)', '(qux)?', 'k{2}', 'yz+', '\\.', 'w*', '(?:uvw|u)');
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 6 }).chain((parts) => {
        const pattern = parts.join('');
        return fc.tuple(fc.constant(pattern), fc.stringMatching(new RegExp(`^${pattern}$`)));
      }),
      ([pattern, text]) => {
        const words = requiredWords(pattern);
        return words === undefined || words.some((word) => text.includes(word));
      },
    ),
    { numRuns: 300 },
  );
}); // prettier-ignore

test('the JSON Schema for editors takes what the loader takes, and refuses what it refuses', async (t) => {
  const validate = new Ajv({ strict: false }).compile(configJsonSchema);
  const detector = { id: 'acme-token', title: 'Acme', keywords: ['acme_'], pattern: 'acme_[a-z]{9}' };
  for (const [data, good] of [
    [{}, true],
    [{ detectors: [detector] }, true],
    [{ detectors: [{ ...detector, examples: { match: ['x acme_abcdefghi'] } }] }, true],
    [
      { allow: [{ path: 'a', reason: 'b', until: '2030-01-01' }], thresholds: [{ minSeverity: 'high' }] },
      true,
    ],
    [{ store: { to: 'sops', age: ['age1qq'] }, inline: { others: false }, accept: ['shallow'] }, true],
    [{ extends: ['a.yaml'] }, undefined],
    [{ detectors: [{ ...detector, id: 'A' }] }, false],
    [{ detectors: [{ ...detector, keywords: [] }] }, false],
    [{ detector: [] }, false],
    [{ allow: [{ path: 'a' }] }, false],
    [{ store: { to: 'vault' } }, false],
  ] as const) {
    const root = temporary(t);
    writeFiles(root, { 'unleak.yaml': stringify(data) });
    t.is(validate(parse(stringify(data))), good ?? true, JSON.stringify(validate.errors));
    if (good === true) await t.notThrowsAsync(loadConfig(root));
    if (good === false) await t.throwsAsync(loadConfig(root));
  }
});

test('ignore lists of others: what has an equal is carried over, the rest is said, and no value gets into it', async (t) => {
  const ids = new Set(['private-key', 'aws-access-key-id']);
  const read = (name: string, text: string): { config: unknown; notes: string } => {
    const imported = importIgnores(name, text, ids);
    return { config: parse(imported?.yaml ?? '') as unknown, notes: (imported?.notes ?? []).join('\n') };
  };
  const trivy = read('.trivyignore', '# ours\nCVE-2024-1\nprivate-key exp:2027-01-31\ngithub-pat\n');
  t.deepEqual(trivy.config, { allow: [{ detector: 'private-key', reason: 'imported from .trivyignore', until: '2027-01-31' }] }); // prettier-ignore
  t.regex(trivy.notes, /CVE-2024-1: not about secrets[^]*github-pat: no detector has this name/);
  const trivyYaml = read('x/.trivyignore.yaml', 'secrets:\n- id: aws-access-key-id\n  paths: [foo/bar/aws.secret]\n  statement: a sample\n  expired_at: 2027-01-31\nvulnerabilities: []\n'); // prettier-ignore
  t.deepEqual(trivyYaml.config, { allow: [{ detector: 'aws-access-key-id', reason: 'a sample', until: '2027-01-31', path: '/foo/bar/aws.secret' }] }); // prettier-ignore
  const digest = 'a'.repeat(64);
  const text = stringify({
    version: 2,
    secret: { ignored_paths: ['**/README.md'], ignored_matches: [{ name: 'one', match: digest }, { name: 'two', match: value }] },
  }); // prettier-ignore
  const guardian = read('.gitguardian.yaml', text);
  t.deepEqual(guardian.config, { paths: { ignore: ['**/README.md'] } });
  t.regex(guardian.notes, /1 ignored matches are digests[^]*1 ignored matches are values/);
  t.false(guardian.notes.includes(value));
  const report = readForeignReport('.gitguardian.yaml', text);
  t.deepEqual(
    report.findings.map(({ rule, value: one }) => [rule, String(one)]),
    [['two', '****']],
  );
  t.deepEqual(read('.secretlintignore', 'vendor/\n!vendor/x\n').config, {
    paths: { ignore: ['vendor/', '!vendor/x'] },
  });
  t.is(importIgnores('other.yaml', '', ids), undefined);
  const error = t.throws(() => importIgnores('.gitguardian.yaml', `a: "${value}\n  - [`, ids));
  t.false(error.message.includes(value));
  // What comes out is a configuration.
  const folder = temporary(t);
  for (const { config } of [trivy, trivyYaml, guardian]) {
    writeFiles(folder, { 'unleak.yaml': stringify(config) });
    await t.notThrowsAsync(loadConfig(folder));
  }
});
