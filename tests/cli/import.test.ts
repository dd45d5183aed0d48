import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { password } from '../config/world.ts';
import { TestRepository } from '../helpers/repository.ts';
import { run } from './run.ts';
import type { Run } from './run.ts';

test('findings of another scanner are found again, by place or by value; the rest is listed; a baseline takes them', async (t) => {
  const repository = new TestRepository();
  const home = mkdtempSync(join(tmpdir(), 'unleak-import-'));
  t.teardown(() => {
    repository.remove();
    rmSync(home, { recursive: true, force: true });
  });
  const [one, two, gone] = [password('one'), password('two'), password('gone')];
  const first = repository.commit('first', {
    'a.env': `X=1\nDB_PASSWORD=${one}\n`,
    'b.env': `API_PASSWORD=${two}\n`,
    'old.env': `OLD_PASSWORD=${gone}\n`,
  });
  repository.git('rm', '--quiet', 'old.env');
  repository.commit('removed');
  const unleak = (...args: string[]): Promise<Run> => run(args, { cwd: repository.folder, home });
  const report = join(home, 'theirs.json');
  writeFileSync(
    report,
    JSON.stringify([
      { RuleID: 'by-place', File: 'a.env', StartLine: 2 },
      { RuleID: 'by-value', File: 'moved-since.env', StartLine: 40, Secret: two },
      { RuleID: 'by-commit', File: 'old.env', StartLine: 9, Commit: first },
      { RuleID: 'no-such-line', File: 'a.env', StartLine: 9 },
      { RuleID: 'no-such-file', File: 'c.env', StartLine: 1 },
    ]),
  );
  const read = await unleak('import', report, '--format', 'json');
  t.is(read.code, 1, read.stderr);
  const { findings } = JSON.parse(read.stdout) as { findings: { places: { path: string }[] }[] };
  t.deepEqual(new Set(findings.map((finding) => finding.places[0]?.path)), new Set(['a.env', 'b.env', 'old.env']));
  t.regex(read.stderr, /5 findings of gitleaks: 3 found again as 3 secrets, 2 not/);
  t.regex(read.stderr, /a\.env:9 {2}no-such-line: nothing that we take for a secret stands in that line/);
  t.regex(read.stderr, /c\.env:1 {2}no-such-file: nothing that we take for a secret stands in that file/);
  const ignores = join(home, '.gitleaksignore');
  writeFileSync(ignores, `a.env:generic:2\n${first}:old.env:generic:1\n`);
  t.is((await unleak('import', ignores, '--write-baseline', '--reason', 'audited')).code, 0);
  const left = await unleak('scan', '--format', 'json');
  const open = JSON.parse(left.stdout) as { findings: { places: { path: string }[] }[]; suppressed: { baseline: number } };
  t.deepEqual(open.findings.map((finding) => finding.places[0]?.path), ['b.env']);
  t.is(open.suppressed.baseline, 2);
}); // prettier-ignore

test('config import, check and show go together', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'unleak-import-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const unleak = (...args: string[]): Promise<Run> => run(args, { cwd: home, home });
  writeFileSync(
    join(home, '.gitleaks.toml'),
    `[[rules]]\nid = "acme"\nregex = '''acme-[a-z]{12}'''\nkeywords = ["acme-"]\n[[allowlists]]\npaths = ['''^docs/''']\n`,
  );
  const imported = await unleak('config', 'import', '.gitleaks.toml');
  t.is(imported.code, 0, imported.stderr);
  writeFileSync(join(home, 'unleak.yaml'), imported.stdout);
  const checked = await unleak('config', 'check');
  t.is(checked.code, 0, checked.stderr);
  t.regex(checked.stderr, /detector acme: no examples/);
  t.regex(checked.stderr, /unleak\.yaml: 1 detectors, 0 overrides, 1 allow rules/);
  t.regex((await unleak('config', 'show')).stdout, /origin: unleak\.yaml:\d+:\d+/);
  t.regex((await unleak('detectors', 'show', 'acme')).stdout, /pattern +acme-\[a-z\]\{12\}/);
  const schema = JSON.parse((await unleak('config', 'schema', 'report')).stdout) as { title: string };
  t.is(schema.title, 'Unleak report');
});
