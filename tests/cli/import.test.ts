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
  t.regex(read.stderr, /c\.env:1 {2}no-such-file: there is no such file, and nothing in its past/);
  const ignores = join(home, '.gitleaksignore');
  writeFileSync(ignores, `a.env:generic:2\n${first}:old.env:generic:1\n`);
  t.is((await unleak('import', ignores, '--write-baseline', '--reason', 'audited')).code, 0);
  const left = await unleak('scan', '--format', 'json');
  const open = JSON.parse(left.stdout) as { findings: { places: { path: string }[] }[]; suppressed: { baseline: number } };
  t.deepEqual(open.findings.map((finding) => finding.places[0]?.path), ['b.env']);
  t.is(open.suppressed.baseline, 2);
}); // prettier-ignore

test('paths of elsewhere are found here; what is no secret is explained; a migration takes what a report names', async (t) => {
  const repository = new TestRepository();
  const home = mkdtempSync(join(tmpdir(), 'unleak-import-'));
  t.teardown(() => {
    repository.remove();
    rmSync(home, { recursive: true, force: true });
  });
  const secret = (name: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\nstringData:\n  password: ${password(name)}\n`;
  repository.commit('one', {
    'deploy/a.yaml': secret('a'),
    'deploy/b.yaml': secret('b'),
    'deploy/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: p\n    env:\n    - name: PASSWORD\n      valueFrom:\n        secretKeyRef: {name: a, key: password}\n', // prettier-ignore
  });
  const { folder } = repository;
  const unleak = (...args: string[]): Promise<Run> => run(args, { cwd: folder, home });
  const report = join(home, 'theirs.json');
  const one = (filePath: string, line: number, endLine = line): object => ({ filePath, messages: [{ ruleId: 'r', loc: { start: { line, column: 0 }, end: { line: endLine, column: 9 } } }] }); // prettier-ignore
  for (const path of [join(folder, 'deploy/a.yaml'), '/builds/group/project/deploy/a.yaml', 'a.yaml', '../x/deploy/a.yaml']) {
    writeFileSync(report, JSON.stringify([one(path, 6)]));
    const { stderr } = await unleak('import', report);
    t.regex(stderr, /1 finding of secretlint: 1 found again as 1 secret, 0 not/, path);
  } // prettier-ignore
  writeFileSync(report, JSON.stringify([one('deploy/a.yaml', 1, 6), one('deploy/pod.yaml', 11)]));
  t.regex(
    (await unleak('import', report)).stderr,
    /pod\.yaml:11 {2}r: what stands there is a reference to a secret/,
  );
  const plan = await unleak(
    'migrate',
    '--to',
    'sops',
    '--dry-run',
    '--decrypted-by',
    'flux',
    '--report',
    report,
  );
  t.regex(plan.stdout + plan.stderr, /deploy\/a\.yaml/);
  t.notRegex(plan.stdout + plan.stderr, /deploy\/b\.yaml/);
});

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
