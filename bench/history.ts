// What a complete scan of a history costs, against git printing the same objects; whole processes, medians.
// npm run build && node bench/history.ts [--runs=5] REPOSITORY..        Needs GNU time (Debian: apt-get install time).
// node bench/history.ts --second [--runs=5] REPOSITORY..        What the next scan costs, after ten new commits each time,
// in a copy of the repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Cost {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
}

/** Runs a command under GNU time; what it prints is thrown away. */
function measure(command: readonly string[], env = process.env): Cost {
  const { stderr, error, status } = spawnSync(
    '/usr/bin/time',
    ['--quiet', '-f', 'cost %e %U %S %M', ...command],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env,
      maxBuffer: 2 ** 26,
    },
  );
  if (error !== undefined) throw error;
  const found = /^cost ([\d.]+) ([\d.]+) ([\d.]+) (\d+)$/m.exec(stderr);
  // What failed was quick, and says nothing.
  if (found === null || status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] = found.slice(1).map(Number);
  return { seconds, cpu: user + system, megabytes: kilobytes / 1024 };
}

function median(costs: readonly Cost[], of: (cost: Cost) => number): number {
  const sorted = costs.map(of).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const options = process.argv.slice(2);
const runs = Number(options.find((one) => one.startsWith('--runs='))?.slice(7) ?? 5);
const repositories = options.filter((one) => !one.startsWith('--'));

/** Ten commits on HEAD's branch, each with a line more in one of its files. */
function commitTen(repository: string, run: number): void {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const branch = git('symbolic-ref', 'HEAD').trim();
  const files = git('ls-tree', '-r', 'HEAD')
    .split('\n')
    .filter((line) => /^100644 .*\.\w+$/.test(line));
  const commits = Array.from({ length: 10 }, (_, i) => {
    const [, , oid = '', path = ''] = (files[((run * 10 + i) * 37) % files.length] ?? '').split(/[ \t]/);
    const content = Buffer.from(`${git('cat-file', 'blob', oid)}\nnumber ${i} of ${run}\n`).toString();
    return `commit ${branch}\ncommitter Ada <ada@example.com> ${1_800_000_000 + run} +0000\ndata 4\nmore\n${i === 0 ? `from ${branch}^0\n` : ''}M 100644 inline ${path}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
  });
  execFileSync('git', ['-C', repository, 'fast-import', '--quiet'], { input: commits.join('') });
}

if (options.includes('--second')) {
  for (const repository of repositories) {
    const folder = mkdtempSync(join(tmpdir(), 'unleak-bench-'));
    const copy = join(folder, 'repository.git');
    execFileSync('git', ['clone', '--quiet', '--bare', repository, copy]);
    const scan = [
      process.execPath,
      here('../dist/unleak.cjs'),
      'scan',
      copy,
      '--history-only',
      '--exit-zero',
    ];
    scan.push('--format=jsonl', '--output=/dev/null');
    const env = { ...process.env, XDG_STATE_HOME: folder };
    const first = measure(scan, env);
    const costs: Cost[] = [];
    for (let run = 0; run < runs; run++) {
      commitTen(copy, run);
      costs.push(measure(scan, env));
    }
    rmSync(folder, { recursive: true });
    const text = (cost: (of: (one: Cost) => number) => number): string =>
      `${cost((one) => one.seconds).toFixed(2)} s, ${cost((one) => one.cpu).toFixed(2)} CPU s, ${Math.round(cost((one) => one.megabytes))} MB`;
    console.log(
      `${repository}: first ${text((of) => of(first))}; after ten commits (median of ${runs}) ${text((of) => median(costs, of))}`,
    );
  }
  process.exit();
}

for (const repository of repositories) {
  const git = ['git', '-C', repository, 'cat-file', '--batch-all-objects', '--batch', '--unordered'];
  const scan = [process.execPath, here('../dist/unleak.cjs'), 'scan', repository];
  scan.push('--history-only', '--threads=2', '--exit-zero', '--format=jsonl', '--output=/dev/null');
  const commands: Record<string, readonly string[]> = {
    git,
    'walk, 1 thread': [process.execPath, here('./walk.ts'), repository, '1'],
    'walk, 2 threads': [process.execPath, here('./walk.ts'), repository, '2'],
    'scan, 2 threads': [...scan, '--no-cache'],
    // Fills the cache, the first time.
    'scan again, 2 threads': scan,
  };
  const costs = new Map<string, Cost[]>(Object.keys(commands).map((name) => [name, []]));
  // One after the other in each round, so that a busy machine hurts all alike.
  for (let run = 0; run < runs; run++)
    for (const [name, command] of Object.entries(commands)) costs.get(name)?.push(measure(command));
  console.log(`\n${repository} (medians of ${runs})`);
  const yardstick = costs.get('git') ?? [];
  for (const [name, list] of costs) {
    const seconds = median(list, (cost) => cost.seconds);
    const cpu = median(list, (cost) => cost.cpu);
    const times = seconds / median(yardstick, (cost) => cost.seconds);
    const cpuTimes = cpu / median(yardstick, (cost) => cost.cpu);
    const memory = Math.round(median(list, (cost) => cost.megabytes));
    console.log(
      `${name.padEnd(24)}${seconds.toFixed(2).padStart(8)} s ${times.toFixed(2).padStart(6)} x ${cpu.toFixed(2).padStart(8)} CPU s ${cpuTimes.toFixed(2).padStart(6)} x ${String(memory).padStart(6)} MB`,
    );
  }
}
