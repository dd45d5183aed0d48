import test from 'ava';
import { Secret } from '../../src/engine/index.ts';
import { applySuppressions, emptyConfig, valueTag } from '../../src/config/index.ts';
import type { Config, SuppressionContext } from '../../src/config/index.ts';
import { inlineMarks } from '../../src/config/inline.ts';
import { file, live, now, password, stateFor, temporary } from './world.ts';

const context = (
  change: Partial<SuppressionContext> = {},
  config: Partial<Config> = {},
): SuppressionContext => ({
  config: { ...emptyConfig, ...config },
  now,
  complete: true,
  ...change,
});
const rule = (change: Partial<Config['allow'][number]>): Config['allow'][number] => ({
  reason: 'known',
  origin: 'unleak.yaml:1:1',
  ...change,
});

test('.unleakignore has gitignore syntax, and what it hides nowhere is named', async (t) => {
  const findings = ['vendor/a.js', 'src/vendor/b.js', 'keep/x.env', 'c.env'].map((path) =>
    live(password(path), [file(path)]),
  );
  const ignoreFile = '# comment\n/vendor/\n*.env\n!keep/*.env\nnothing/\n';
  const result = await applySuppressions(findings, context({ ignoreFile }));
  t.deepEqual(
    result.findings.map((one) => one.places[0]?.path),
    ['src/vendor/b.js', 'keep/x.env'],
  );
  t.deepEqual(result.counts, { baseline: 0, ignored: 2, inline: 0 });
  t.deepEqual(result.notes, ['.unleakignore: nothing/ hides nothing']);
});

test('a finding stays with the places that are not ignored', async (t) => {
  const one = live(password(1), [file('vendor/a.env'), file('src/a.env')]);
  const { findings, accepted } = await applySuppressions([one], context({ ignoreFile: 'vendor/' }));
  t.deepEqual(
    findings[0]?.places.map((place) => place.path),
    ['src/a.env'],
  );
  t.is(accepted.length, 0);
});

test('places that a report leaves out are not taken as ignored by a path', async (t) => {
  const one = live(password(1), [file('vendor/a.env')], { placesOmitted: 3 });
  const byPath = await applySuppressions([one], context({ ignoreFile: 'vendor/' }));
  t.is(byPath.findings.length, 1);
  const byDetector = await applySuppressions(
    [one],
    context({}, { allow: [rule({ detector: 'generic-password' })] }),
  );
  t.is(byDetector.findings.length, 0);
});

test('allow rules: every condition must hold', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const value = password('rule');
  const one = live(value, [{ ...file('a/b.yaml', 2), address: 'v1/Secret/prod/db data.password' }]);
  const tag = valueTag(state, one.detector, one.value);
  const other = valueTag(state, one.detector, Secret.fromText(password('other')));
  const readTexts: SuppressionContext['readTexts'] = async (places, visit) => {
    for (const place of places) visit(place, `first\n  password: ${value}  # dummy\n`);
  };
  for (const [conditions, hidden] of [
    [{ detector: 'generic-password' }, true],
    [{ detector: 'generic' }, true],
    [{ detector: 'aws' }, false],
    [{ path: 'a/*.yaml' }, true],
    [{ path: 'b/*.yaml' }, false],
    [{ address: 'v1/Secret/prod/db data.password' }, true],
    [{ address: 'v1/Secret/prod/db data.user' }, false],
    [{ value: tag }, true],
    [{ value: other }, false],
    [{ valueMatches: `^${value.slice(0, 3)}` }, true],
    [{ valueMatches: '^no' }, false],
    [{ lineMatches: '# dummy$' }, true],
    [{ lineMatches: '^first' }, false],
    [{ detector: 'generic', path: 'b/' }, false],
    [{ detector: 'generic', until: '2020-01-01' }, false],
    [{ detector: 'generic', until: '2099-01-01' }, true],
  ] as const) {
    const result = await applySuppressions(
      [one],
      context({ state, readTexts }, { allow: [rule(conditions)] }),
    );
    t.is(result.findings.length, hidden ? 0 : 1, JSON.stringify(conditions));
    t.is(result.notes.length, hidden ? 0 : 1, 'a rule that is unused or ended is named');
  }
});

test('a value rule says nothing without the key', async (t) => {
  const root = temporary(t);
  const state = await stateFor(root, root);
  const one = live(password(1), [file('a')]);
  const allow = [rule({ value: valueTag(state, one.detector, one.value) })];
  t.is((await applySuppressions([one], context({}, { allow }))).findings.length, 1);
});

test('thresholds: the last rule for a path counts', async (t) => {
  const thresholds = [{ minSeverity: 'high' as const }, { path: 'prod/', minSeverity: 'low' as const }];
  const low = (path: string): ReturnType<typeof live> =>
    live(password(path), [file(path)], { severity: 'medium' });
  const result = await applySuppressions([low('test/a'), low('prod/a')], context({}, { thresholds }));
  t.deepEqual(
    result.findings.map((one) => one.places[0]?.path),
    ['prod/a'],
  );
});

for (const [line, reason] of [
  ['x = 1 # unleak:allow a test value', 'a test value'],
  ['x = 1; // unleak:allow a test value', 'a test value'],
  ['x = 1; /* unleak:allow a test value */', 'a test value'],
  ['<a>1</a> <!-- unleak:allow a test value -->', 'a test value'],
  ['select 1 -- unleak:allow a test value', 'a test value'],
  ['(x 1) ; unleak:allow a test value', 'a test value'],
  ['{# unleak:allow a test value #}', 'a test value'],
  ['x=1 # UNLEAK:ALLOW a test value\r', 'a test value'],
  ['x = 1 # unleak:allow', ''],
] as const)
  test(`the comment of ${JSON.stringify(line)} is read`, (t) => {
    const mark = inlineMarks(`before\n${line}\nafter`).get(2);
    t.is(mark?.reason, reason);
    t.true(mark?.ours);
  });

for (const word of ['gitleaks:allow', 'betterleaks:allow', 'trufflehog:ignore', 'kingfisher:ignore', 'pragma: allowlist secret', 'pragma: whitelist secret', 'secretlint-disable-line', 'ggignore'])
  test(`${word} of another scanner means the same`, (t) => {
    t.false(inlineMarks(`x = 1 # ${word}`).get(1)?.ours);
    t.is(inlineMarks(`x = 1 # not-${word.slice(0, -2)}`).size, 0);
  }); // prettier-ignore

test('a comment alone in its line holds for the next one; nextline and blocks too', (t) => {
  const lines = (text: string): number[] => [...inlineMarks(text).keys()].sort((a, b) => a - b);
  t.deepEqual(lines('# unleak:allow why\nx\ny'), [1, 2]);
  t.deepEqual(lines('a = 1 # unleak:allow why\nx\ny'), [1]);
  t.deepEqual(lines('# pragma: allowlist nextline secret\nx\ny'), [2]);
  t.deepEqual(lines('/* secretlint-disable */\nx\n/* secretlint-enable */\ny'), [1, 2]);
  t.deepEqual(lines('// secretlint-disable-next-line -- a sample\nx\ny'), [2]);
  // Theirs hold for their own line alone, and so they do here.
  t.deepEqual(lines('# gitleaks:allow\nx'), [1]);
  t.deepEqual(lines('# trufflehog:ignore\nx'), [1]);
});

test('a comment that names rules of another scanner means less than the line: it is told, and hides nothing', async (t) => {
  const value = password(2);
  for (const comment of ['secretlint-disable-line @secretlint/secretlint-rule-aws', 'secretlint-disable @secretlint/secretlint-rule-aws -- why']) {
    const readTexts: SuppressionContext['readTexts'] = async (places, visit) => {
      for (const place of places) visit(place, `P=${value} // ${comment}\n`);
    };
    const { findings, notes } = await applySuppressions([live(value, [file('a.js')])], context({ readTexts }));
    t.is(findings.length, 1);
    t.regex(notes[0] ?? '', /^a\.js:1: secretlint-disable(?:-line)? names rules of another scanner, and is not honoured/);
  }
}); // prettier-ignore

test('a comment with a reason hides, one without is told and hides nothing; old versions of the path go with it', async (t) => {
  const value = password(1);
  const texts: Record<string, string> = {
    'a.env': `P=${value} # unleak:allow sample\n`,
    'b.env': `P=${value} # unleak:allow\n`,
    'c.env': `P=${value} # gitleaks:allow\n`,
  };
  const readTexts: SuppressionContext['readTexts'] = async (places, visit) => {
    for (const place of places) visit(place, (place.kind === 'file' ? texts[place.path ?? ''] : undefined) ?? `P=${value}\n`);
  }; // prettier-ignore
  const old = { kind: 'history', path: 'a.env', line: 1, column: 3, blob: 'a'.repeat(40) } as const;
  const find = (path: string): ReturnType<typeof live> => live(value, [file(path)]);
  const hidden = await applySuppressions([live(value, [file('a.env'), old])], context({ readTexts }));
  t.deepEqual(hidden.counts, { baseline: 0, ignored: 0, inline: 1 });
  t.is(hidden.accepted[0]?.suppression.reason, 'sample');
  t.is(hidden.accepted[0]?.finding.status, 'accepted');
  const bare = await applySuppressions([find('b.env')], context({ readTexts }));
  t.is(bare.findings.length, 1);
  t.regex(bare.notes[0] ?? '', /^b\.env:1: unleak:allow needs a reason/);
  t.is((await applySuppressions([find('c.env')], context({ readTexts }))).findings.length, 0);
  const strict = { inline: { allow: true, others: false } };
  t.is((await applySuppressions([find('c.env')], context({ readTexts }, strict))).findings.length, 1);
  t.is(
    (await applySuppressions([find('a.env')], context())).findings.length,
    1,
    'a server reads no comments',
  );
});
