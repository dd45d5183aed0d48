import test from 'ava';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { password } from '../config/world.ts';
import { TestRepository } from '../helpers/repository.ts';
import { run } from './run.ts';
import type { Run } from './run.ts';

/** Every form in which a value could get out, plain, encoded or as a hash that guesses can be tested against. */
function forms(value: string): [string, string][] {
  const bytes = Buffer.from(value);
  const shifted = [0, 1, 2].map((n) => Buffer.concat([Buffer.alloc(n), bytes]).toString('base64').slice(n === 0 ? 0 : 4, -4));
  return [
    ['plain', value],
    ['reversed', value.split('').toReversed().join('')],
    ...shifted.map((text, n): [string, string] => [`base64 at ${n}`, text]),
    ['hex', bytes.toString('hex')],
    ['percent', [...bytes].map((byte) => `%${byte.toString(16)}`).join('')],
    ['first half', value.slice(0, value.length / 2)],
    ['second half', value.slice(value.length / 2)],
  ];
} // prettier-ignore

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('no command prints, writes or passes on a value outside of the files that held it', async (t) => {
  const repository = new TestRepository();
  const home = mkdtempSync(join(tmpdir(), 'unleak-canary-'));
  const outside = mkdtempSync(join(tmpdir(), 'unleak-canary-out-'));
  t.teardown(() => {
    repository.remove();
    for (const folder of [home, outside]) rmSync(folder, { recursive: true, force: true });
  });
  const { folder } = repository;
  const value = password('canary');
  const held = {
    'deploy/db.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: prod}\nstringData:\n  password: ${value}\n`,
    'deploy/kustomization.yaml': 'resources:\n- db.yaml\n',
    'app.yaml': `db_password: "${value}"\nurl: postgres://app:${value}@db/app\n`,
    '.env': `DB_PASSWORD=${value}\n`,
    // Names are printed: a value in one must be masked there too.
    [`logs/password=${value}.txt`]: 'x\n',
    'one-line.json': `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},"stringData":{"a":"${value}","b":"x${value}"}}\n`,
    'broken.yaml': `db_password: "${value}\n  - [`,
    'unleak.yaml': 'store: {to: sops, decryptedBy: manual}\n',
  };
  repository.commit(`password = "${value}"`, held);
  // Names of refs and people are printed too; a line may hold more than the value that was found.
  repository.git('branch', `fix/password=${value}`);
  repository.git('-c', `user.name=Ada password=${value}`, 'commit', '--quiet', '--allow-empty', '--author', `Ada password=${value} <a@b.c>`, '-m', 'by'); // prettier-ignore
  repository.git('tag', '-a', 'v1', '-m', `db_password = "${value}"`);
  const report = (name: string, text: string): string => {
    writeFileSync(join(outside, name), text);
    return join(outside, name);
  };
  mkdirSync(join(outside, 'in'));
  const foreign = report('in/gitleaks.json', JSON.stringify([{ RuleID: 'x', File: 'app.yaml', StartLine: 1, Secret: value }, { RuleID: 'y', File: 'gone', StartLine: 1, Secret: value }])); // prettier-ignore
  const runs: [string, Run][] = [];
  const unleak = async (...args: string[]): Promise<Run> => {
    const result = await run(args, { cwd: folder, home, input: `db_password = "${value}"\n` });
    runs.push([args.join(' '), result]);
    return result;
  };
  for (const format of ['terminal', 'json', 'jsonl', 'sarif', 'gitlab', 'junit', 'csv', 'html'])
    await unleak('scan', '--format', format, '-o', join(outside, `report.${format}`));
  await unleak('scan');
  await unleak('scan', '-');
  await unleak('scan', '--no-history', 'broken.yaml');
  const typed = `nowhere-password=${value}`;
  const mistakes = [
    ['scan', typed], ['scan', '--format', typed], ['scan', `--${typed}`], ['import', typed], [typed],
    ...(process.env['UNLEAK_LONG'] === undefined ? [] : [
      ['scan', '--range', typed], ['scan', '--only', typed], ['scan', '--accept', typed], ['scan', '-o', `${typed}/x`],
      ['scan', '--baseline', typed], ['scan', '--config', typed], ['migrate', '--to', 'sops', '--report', typed],
      ['migrate', 'status', typed], ['key', 'export', '-o', `${typed}/x`], ['detectors', 'show', typed],
      ['detectors', 'test', typed], ['config', 'import', typed], ['hook', 'install', '--type', typed],
    ]),
  ]; // prettier-ignore
  await Promise.all(mistakes.map((args) => unleak(...args)));
  await unleak('detectors', 'test', 'app.yaml');
  await unleak('detectors', 'test', '-');
  await unleak('import', foreign);
  await unleak('import', report('in/broken.json', `[{"RuleID": "${value}`));
  await unleak('config', 'check', '--config', report('in/bad.yaml', `detectors: "${value}"\n`));
  await unleak('config', 'check', '--config', report('in/worse.yaml', `a: "${value}\n  - [`));
  const guardian = report(
    'in/.gitguardian.yaml',
    `version: 2\nsecret:\n  ignored_matches: [{name: x, match: "${value}"}]\n`,
  );
  await unleak('config', 'import', guardian);
  await unleak('import', guardian);
  await unleak('key', 'import', foreign);
  await unleak('migrate', '--dry-run', '--dotenv', 'exec-env');
  await unleak('migrate', '--plan-out', join(outside, 'plan.json'), '--dotenv', 'exec-env');
  await unleak('migrate', 'apply', foreign);
  const migrated = await unleak('migrate', '--yes', '--json', '--dotenv', 'exec-env');
  t.true(migrated.code === 0 || migrated.code === 1, migrated.stderr);
  await unleak('migrate', 'status');
  await unleak('migrate', 'verify');
  await unleak('migrate', 'rollback');
  await unleak('scan', '--write-baseline', '--reason', 'canary');
  await unleak('scan', '--no-history');
  const heldFiles = new Set([...Object.keys(held).map((path) => join(folder, path)), ...filesBelow(join(outside, 'in'))]); // prettier-ignore
  const written = [folder, home, outside]
    .flatMap(filesBelow)
    .filter((path) => !heldFiles.has(path) && !path.startsWith(join(folder, '.git/')));
  const texts: [string, string][] = [
    ...runs.flatMap(([name, { stdout, stderr }]): [string, string][] => [
      [`stdout of ${name.replaceAll(value, '****')}`, stdout],
      [`stderr of ${name.replaceAll(value, '****')}`, stderr],
    ]),
    ...written.map((path): [string, string] => [relative(tmpdir(), path).replaceAll(value, '****'), readFileSync(path, 'latin1')]), // prettier-ignore
  ];
  t.true(texts.length > 60);
  const leaks = texts.flatMap(([where, text]) =>
    forms(value)
      .filter(([, form]) => text.toLowerCase().includes(form.toLowerCase()))
      .map(([form]) => `${form} in ${where}`),
  );
  t.deepEqual(leaks, []);
});
