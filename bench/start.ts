// What starting costs: `unleak scan --no-history` on a file of 1 KB, of the package as npm packs it, over `node -e 0`.
// node bench/start.ts [--runs=15]        Needs bash for its `time`, tar, and npm.
// Medians over bare Node in milliseconds: wall clock and CPU. On a busy machine read the CPU, which then is too high too.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

interface Variant {
  readonly args: readonly string[];
  /** Without compiled code from the run before. */
  readonly cold?: true;
}

const runs = Number(process.argv.find((one) => one.startsWith('--runs='))?.slice(7) ?? 15);
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'unleak-start-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const packed = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
) as { filename: string }[] | Record<string, { filename: string }>;
const [tarball] = Array.isArray(packed) ? packed : Object.values(packed);
const installed = join(folder, 'node_modules/unleak');
mkdirSync(installed, { recursive: true });
execFileSync('tar', ['-xzf', join(folder, tarball?.filename ?? ''), '-C', installed, '--strip-components=1']);
for (const scope of ['@aws-sdk', '@google-cloud'])
  symlinkSync(join(root, 'node_modules', scope), join(folder, 'node_modules', scope));
const program = join(installed, 'dist/unleak.cjs');

const work = join(folder, 'work');
const repository = join(folder, 'repository');
mkdirSync(work);
execFileSync('git', ['init', '-q', repository]);
const text = Array.from({ length: 34 }, (_, i) => `export const value${i} = ${i} * 2;`).join('\n');
for (const place of [work, repository]) writeFileSync(join(place, 'one.ts'), text);
const cache = join(folder, 'cache');
const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), XDG_CACHE_HOME: cache };

function measure({ args, cold }: Variant): Cost {
  if (cold === true) rmSync(cache, { recursive: true, force: true });
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', `TIMEFORMAT='cost %3R %3U %3S'; time "$@" >/dev/null 2>&1`, 'bash', process.execPath, ...args],
    { cwd: work, env, encoding: 'utf8' },
  );
  const found = /^cost ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(stderr);
  if (found === null || status !== 0) throw new Error(`${args.join(' ')}: ${status} ${stderr}`);
  const [wall = 0, user = 0, system = 0] = found.slice(1).map((one) => Number(one) * 1000);
  return { wall, cpu: user + system };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const scan = [program, 'scan', '--no-history'];
const variants: Readonly<Record<string, Variant>> = {
  'node -e 0': { args: ['-e', '0'] },
  'unleak --version': { args: [program, '--version'] },
  'unleak scan --no-history one.ts': { args: [...scan, 'one.ts'] },
  '  the same in a repository': { args: [...scan, join(repository, 'one.ts')] },
  '  the same, read by yargs': { args: [...scan, 'one.ts', '--only', 'github'] },
  '  the same, the first time': { args: [...scan, 'one.ts'], cold: true },
};
const costs = new Map<string, Cost[]>(Object.keys(variants).map((name) => [name, []]));
// One after the other in each round, so that a busy machine hurts all alike; the first round fills the caches.
for (let run = -1; run < runs; run++)
  for (const [name, variant] of Object.entries(variants)) {
    // The cold one leaves its compiled code to the next round's first: the same as before.
    const cost = measure(variant);
    if (run >= 0) costs.get(name)?.push(cost);
  }
const bare = costs.get('node -e 0') ?? [];
console.log(`medians of ${runs}, milliseconds over node -e 0 (wall ${median(bare.map((c) => c.wall)).toFixed(0)}, cpu ${median(bare.map((c) => c.cpu)).toFixed(0)}; least wall in brackets)`); // prettier-ignore
const least = (list: readonly Cost[]): number => Math.min(...list.map((cost) => cost.wall));
for (const [name, list] of costs) {
  // Round by round: what the machine does to one it does to the other.
  const wall = median(list.map((cost, i) => cost.wall - (bare[i]?.wall ?? 0)));
  const cpu = median(list.map((cost, i) => cost.cpu - (bare[i]?.cpu ?? 0)));
  console.log(
    `  ${name.padEnd(34)} wall ${wall.toFixed(0).padStart(5)} (${(least(list) - least(bare)).toFixed(0)})   cpu ${cpu.toFixed(0).padStart(5)}`,
  );
}
