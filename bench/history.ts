// What a complete scan of a history costs, against git printing the same objects; whole processes, medians.
// npm run build && node bench/history.ts [--runs=5] REPOSITORY..        Needs GNU time (Debian: apt-get install time).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Cost {
  readonly seconds: number;
  readonly cpu: number;
  readonly megabytes: number;
}

/** Runs a command under GNU time; what it prints is thrown away. */
function measure(command: readonly string[]): Cost {
  const { stderr, error, status } = spawnSync(
    '/usr/bin/time',
    ['--quiet', '-f', 'cost %e %U %S %M', ...command],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
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
for (const repository of options.filter((one) => !one.startsWith('--'))) {
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
