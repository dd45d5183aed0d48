import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { buildLeakyShop } from '../../examples/leaky-shop/build.ts';
import { run } from '../cli/run.ts';
import type { Run } from '../cli/run.ts';
import { partsFolder } from '../services/parts.ts';

// Other scanners, run on the example repository; their reports and configuration are read by `unleak import`. What they
// find, and what their files say, stays on this machine and is printed nowhere: only counts are.

const versions = { gitleaks: '8.30.1', 'detect-secrets': '1.5.0', secretlint: '12.0.0' };
const module = `github.com/zricethezav/gitleaks/v8@v${versions.gitleaks}`;
const folder = join(partsFolder(), 'scanners');
const home = mkdtempSync(join(tmpdir(), 'unleak-scanners-'));
const shop = buildLeakyShop(join(home, 'shop'));
test.after.always(() => rmSync(home, { recursive: true, force: true }));

/** Makes a program unless it is there; says what is missing and gives undefined when it cannot. */
function part(t: ExecutionContext, path: string, ...steps: [program: string, args: string[], env?: Record<string, string>][]): string | undefined {
  const file = join(folder, path);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  for (const [program, args, env = {}] of steps) {
    const { status, error } = spawnSync(program, args, { cwd: folder, stdio: 'ignore', env: { ...process.env, ...env }, timeout: 900_000 });
    if (status === 0) continue;
    t.log(`skipped: "${program} ${args.slice(0, 2).join(' ')}" ${error === undefined ? `ended with ${status}` : 'is not here'}`);
    t.pass();
    return undefined;
  }
  return existsSync(file) ? file : undefined;
} // prettier-ignore

function gitleaks(t: ExecutionContext): string | undefined {
  const cache = join(folder, 'go-build');
  const program = part(t, 'gitleaks', ['go', ['install', module], { GOBIN: folder, GOCACHE: cache }]);
  rmSync(cache, { recursive: true, force: true });
  return program;
}

const detectSecrets = (t: ExecutionContext): string | undefined =>
  part(
    t,
    'python/bin/detect-secrets',
    ['python3', ['-m', 'venv', 'python']],
    ['python/bin/pip', ['install', '--quiet', `detect-secrets==${versions['detect-secrets']}`]],
  );

const secretlint = (t: ExecutionContext): string | undefined =>
  part(t, 'npm/node_modules/secretlint/package.json', [
    'npm',
    ['install', '--prefix', 'npm', '--no-audit', '--no-fund', `secretlint@${versions.secretlint}`, `@secretlint/secretlint-rule-preset-recommend@${versions.secretlint}`], // prettier-ignore
  ]);

const unleak = (...args: string[]): Promise<Run> => run(args, { cwd: shop.folder, home });

interface Located {
  readonly all: number;
  readonly again: number;
  readonly secrets: number;
  readonly missing: readonly string[];
}

/** Imports a report; whatever is found again is one of our own findings. */
async function located(t: ExecutionContext, report: string): Promise<Located> {
  const { code, stdout, stderr } = await unleak('import', report, '--format', 'json', '-q');
  t.true(code === 0 || code === 1, stderr);
  for (const { value, name } of shop.planted) t.false((stdout + stderr).includes(value), name);
  const { findings } = JSON.parse(stdout) as { findings: unknown[] };
  const [, all = '', again = ''] = /(\d+) findings? of [^:]+: (\d+) found again/.exec(stderr) ?? [];
  const missing = stderr.split('\n').filter((line) => line.startsWith('  '));
  t.is(Number(all), Number(again) + missing.length);
  return { all: Number(all), again: Number(again), secrets: findings.length, missing };
}

/** Nothing may be missing but what is no secret: ciphertext and references, which the shop has as decoys. */
function onlyDecoys(t: ExecutionContext, { missing }: Located): void {
  for (const line of missing) t.regex(line, /: what stands there is (?:encrypted|a reference to a secret)$/);
}

test('gitleaks: its reports of history and of files, redacted and SARIF, are found again', async (t) => {
  const program = gitleaks(t);
  if (program === undefined) return;
  for (const [mode, format, ...more] of [
    ['git', 'json'],
    ['git', 'sarif'],
    ['git', 'json', '--redact'],
    ['dir', 'json'],
  ] as const) {
    const report = join(home, `gitleaks.${format}`);
    const args = [mode, '.', '--no-banner', '--exit-code', '0', '--report-format', format, '--report-path', report, ...more]; // prettier-ignore
    execFileSync(program, args, { cwd: shop.folder, stdio: 'ignore' });
    const result = await located(t, report);
    t.log(`gitleaks ${mode} ${format} ${more.join(' ')}: ${result.again} of ${result.all} are ${result.secrets} of our ${shop.planted.length}`); // prettier-ignore
    t.true(result.again >= 9);
    onlyDecoys(t, result);
  }
});

test('gitleaks: its default configuration is read as it lies in the module cache, every rule with a pattern', async (t) => {
  if (gitleaks(t) === undefined) return;
  const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  const file = join(cache, module, 'config/gitleaks.toml');
  if (!existsSync(file)) {
    t.log('skipped: the module cache does not hold the configuration');
    t.pass();
    return;
  }
  const text = readFileSync(file, 'utf8');
  const rules = text.split(/^\[\[rules\]\]$/m).slice(1);
  const withPattern = rules.filter((rule) => /^regex = /m.test(rule)).length;
  const imported = await unleak('config', 'import', file);
  t.is(imported.code, 0);
  const config = join(home, 'imported.yaml');
  writeFileSync(config, imported.stdout);
  const checked = await unleak('config', 'check', '--config', config);
  t.is(checked.code, 0);
  const detectors = Number(/: (\d+) detectors/.exec(checked.stderr)?.[1]);
  t.log(`${detectors} of ${rules.length} rules; ${rules.length - withPattern} have no pattern`);
  t.is(detectors, withPattern);
  t.true(detectors > 200);
});

test('detect-secrets: its baseline is found again, and accepted by ours', async (t) => {
  const program = detectSecrets(t);
  if (program === undefined) return;
  const report = join(home, '.secrets.baseline');
  writeFileSync(report, execFileSync(program, ['scan'], { cwd: shop.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })); // prettier-ignore
  const result = await located(t, report);
  t.log(
    `detect-secrets: ${result.again} of ${result.all} are ${result.secrets} of our ${shop.planted.length}`,
  );
  t.true(result.again >= 10);
  onlyDecoys(t, result);
  const baseline = join(home, 'baseline.json');
  t.is((await unleak('import', report, '--write-baseline', '--baseline', baseline, '--reason', 'audited')).code, 0); // prettier-ignore
  const { stdout } = await unleak('scan', '--baseline', baseline, '--format', 'json', '-q');
  const { findings, suppressed } = JSON.parse(stdout) as { findings: unknown[]; suppressed: { baseline: number } }; // prettier-ignore
  t.is(suppressed.baseline, result.secrets);
  t.is(findings.length, shop.planted.length - result.secrets);
});

test('secretlint: its JSON is found again', async (t) => {
  const manifest = secretlint(t);
  if (manifest === undefined) return;
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string };
  const rules = join(folder, 'npm/.secretlintrc.json');
  writeFileSync(rules, JSON.stringify({ rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] }));
  const { stdout } = spawnSync(
    process.execPath,
    [join(manifest, '..', bin), '--secretlintrc', rules, '--format', 'json', '**/*', '**/.*'],
    { cwd: shop.folder, encoding: 'utf8', env: { ...process.env, PATH: `${join(process.execPath, '..')}${delimiter}${process.env['PATH'] ?? ''}` } },
  ); // prettier-ignore
  const report = join(home, 'secretlint.json');
  writeFileSync(report, stdout);
  const result = await located(t, report);
  t.log(`secretlint: ${result.again} of ${result.all} are ${result.secrets} of our ${shop.planted.length}`);
  t.true(result.again >= 4);
  onlyDecoys(t, result);
});
