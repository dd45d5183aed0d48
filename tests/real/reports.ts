import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { buildLeakyShop } from '../../examples/leaky-shop/build.ts';
import { run } from '../cli/run.ts';
import { finding, input, render } from '../report/sample.ts';
import { partsFolder } from '../services/parts.ts';

// Reports, read by programs that others wrote for the formats: Microsoft's validator, which holds the OASIS schema and
// GitHub's rules, and a reader of JUnit files.

const folder = join(partsFolder(), 'report-readers');
const work = mkdtempSync(join(tmpdir(), 'unleak-reports-'));
test.after.always(() => rmSync(work, { recursive: true, force: true }));

function part(t: ExecutionContext, path: string, ...steps: [string, string[]][]): string | undefined {
  mkdirSync(folder, { recursive: true });
  for (const [program, args] of existsSync(join(folder, path)) ? [] : steps) {
    const { status } = spawnSync(program, args, { cwd: folder, stdio: 'ignore', timeout: 900_000 });
    if (status === 0) continue;
    t.log(`skipped: "${program} ${args.slice(0, 2).join(' ')}" did not work`);
    t.pass();
    return undefined;
  }
  return join(folder, path);
}

async function reports(format: 'sarif' | 'junit'): Promise<readonly string[]> {
  const shop = buildLeakyShop(join(work, `shop-${format}`));
  const { stdout } = await run(['scan', '--format', format, '-q'], { cwd: shop.folder, home: work });
  const many = Array.from({ length: 300 }, (_, seed) => finding(seed));
  const odd = finding(1, {
    places: [{ kind: 'file', path: 'a b/#ü?<x>&"\u001b[2J.env', line: 1, column: 1 }],
  });
  const { coverage } = input([]);
  const reasons = [{ code: 'shallow' as const, count: 1, detail: 'a shallow clone' }];
  return [
    stdout,
    await render(format, input([])),
    await render(format, input([...many, odd], { suppressed: { baseline: 0, ignored: 0, inline: 1 }, accepted: [{ finding: finding(999), suppression: { by: 'inline', reason: 'a test value' } }] })),
    await render(format, input([], { coverage: { ...coverage, state: 'incomplete', reasons } })),
  ]; // prettier-ignore
}

test('SARIF passes the validator with the rules of the format and of GitHub', async (t) => {
  const program = part(t, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool', [
    'npm',
    ['install', '--prefix', '.', '--no-audit', '--no-fund', '--ignore-scripts', '@microsoft/sarif-multitool@5.7.0'],
  ]);
  if (program === undefined) return;
  chmodSync(program, 0o755);
  const faults = (text: string): string[] => {
    const [file, output] = [join(work, 'report.sarif'), join(work, 'validated.sarif')];
    writeFileSync(file, text);
    spawnSync(program, ['validate', file, '--output', output, '--log', 'ForceOverwrite', '--rule-kind', 'Sarif;Ghas'], {
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      stdio: 'ignore',
      timeout: 120_000,
    });
    const { runs } = JSON.parse(readFileSync(output, 'utf8').replace(/^\u{FEFF}/u, '')) as {
      runs: { results: { ruleId: string; level?: string }[] }[];
    };
    return runs.flatMap(({ results }) => results.map(({ ruleId, level = 'warning' }) => `${level} ${ruleId}`));
  };
  for (const text of await reports('sarif')) {
    const found = new Set(faults(text));
    t.log([...found].join(', '));
    t.deepEqual([...found].filter((one) => one.startsWith('error')), []);
  }
  t.true(faults('{"version": "2.1.0", "runs": [{"tool": {}}]}').some((one) => one.startsWith('error')), 'it can fail');
}); // prettier-ignore

test('JUnit is read with the counts that it says', async (t) => {
  const python = part(
    t,
    'python/bin/python',
    ['python3', ['-m', 'venv', 'python']],
    ['python/bin/pip', ['install', '--quiet', 'junitparser==4.0.2']],
  );
  if (python === undefined) return;
  const script = `
import json, sys
from junitparser import JUnitXml, Failure, Error, Skipped
xml = JUnitXml.fromfile(sys.argv[1])
cases = [case for suite in xml for case in suite]
kinds = [type(result).__name__ for case in cases for result in case.result]
said = [sum(getattr(suite, name) or 0 for suite in xml) for name in ('tests', 'failures', 'errors', 'skipped')]
print(json.dumps({'said': said, 'read': [len(cases), kinds.count('Failure'), kinds.count('Error'), kinds.count('Skipped')]}))
`;
  for (const text of await reports('junit')) {
    const file = join(work, 'report.xml');
    writeFileSync(file, text);
    const { stdout, stderr } = spawnSync(python, ['-c', script, file], { encoding: 'utf8' });
    t.not(stdout, '', stderr);
    const { said, read } = JSON.parse(stdout) as { said: number[]; read: number[] };
    t.deepEqual(read, said);
    t.true((read[0] ?? 0) > 0);
  }
});
