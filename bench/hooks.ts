// What the pre-push hook costs: the installed script as a whole, against named commands in the same run; medians.
// node bench/hooks.ts [--runs=11] [--whole=3] [--program=dist/unleak.cjs] REPOSITORY        Needs bash for its `time`.
// Columns: wall clock and CPU (all children included), in milliseconds. On a busy machine read the CPU.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

interface Command {
  readonly args: readonly string[];
  readonly input?: string;
}

const options = process.argv.slice(2);
const option = (name: string): string | undefined =>
  options.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
const runs = Number(option('runs') ?? 11);
const wholeRuns = Number(option('whole') ?? 3);
const program = resolve(option('program') ?? 'dist/unleak.cjs');
const [source] = options.filter((one) => !one.startsWith('--'));
if (source === undefined) throw new Error('which repository?');

const folder = mkdtempSync(join(tmpdir(), 'unleak-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const work = join(folder, 'work');
const env = {
  ...process.env,
  HOME: folder,
  XDG_STATE_HOME: join(folder, 'state'),
  XDG_CACHE_HOME: join(folder, 'cache'),
};
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: work,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  }).trim();

/** Runs a command under the shell's own `time`, which knows milliseconds; what it prints is thrown away. */
function measure({ args, input = '' }: Command): Cost {
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', `TIMEFORMAT='cost %3R %3U %3S'; time "$@" >/dev/null 2>&1`, 'bash', ...args],
    { cwd: work, env, input, encoding: 'utf8' },
  );
  const found = /^cost ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(stderr);
  if (found === null || (status ?? 99) > 1) throw new Error(`${args.join(' ')}: ${status} ${stderr}`);
  const [wall = 0, user = 0, system = 0] = found.slice(1).map((text) => Number(text) * 1000);
  return { wall, cpu: user + system };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

function table(title: string, commands: Readonly<Record<string, Command>>, times: number): void {
  const costs = new Map<string, Cost[]>(Object.keys(commands).map((name) => [name, []]));
  for (const command of Object.values(commands)) measure(command);
  // One after the other in each round, so that a busy machine hurts all alike.
  for (let run = 0; run < times; run++)
    for (const [name, command] of Object.entries(commands)) costs.get(name)?.push(measure(command));
  console.log(`\n${title} (medians of ${times}; ms)`);
  for (const [name, list] of costs) {
    const wall = median(list.map((cost) => cost.wall));
    const cpu = median(list.map((cost) => cost.cpu));
    console.log(
      `  ${name.padEnd(38)} wall ${wall.toFixed(0).padStart(7)}   cpu ${cpu.toFixed(0).padStart(7)}`,
    );
  }
}

execFileSync('git', ['clone', '-q', '--shared', '--no-checkout', source, work], { env });
execFileSync('git', ['clone', '-q', '--shared', '--bare', source, join(folder, 'remote.git')], { env });
execFileSync('git', ['init', '-q', '--bare', join(folder, 'empty.git')], { env });
git('remote', 'set-url', 'origin', join(folder, 'remote.git'));
git('remote', 'add', 'empty', join(folder, 'empty.git'));
mkdirSync(join(work, '.git/hooks'), { recursive: true });
const installed = spawnSync(process.execPath, [program, 'hook', 'install'], {
  cwd: work,
  env,
  encoding: 'utf8',
});
if (installed.status !== 0) throw new Error(installed.stderr);
const hook = join(
  work,
  '.git/hooks',
  readdirSync(join(work, '.git/hooks')).find((name) => name === 'pre-push') ?? '',
);
const origin = join(folder, 'remote.git');
const zero = '0'.repeat(40);
const head = git('rev-parse', 'HEAD');
const push = (wanted: string, there: string, remote = origin, name = 'origin'): Command => ({
  args: ['sh', hook, name, remote],
  input: `refs/heads/main ${wanted} refs/heads/main ${there}\n`,
});
const bare: Command = { args: [process.execPath, '-e', '0'] };

// Ten commits that change three files each, in the index alone: a checkout of the whole tree is not needed.
git('read-tree', 'HEAD');
const files = git('ls-files')
  .split('\n')
  .filter((path) => /\.(?:rb|md|js|erb)$/.test(path));
let tip = head;
for (let commit = 0; commit < 10; commit++) {
  for (let n = 0; n < 3; n++) {
    const path = files[((commit * 3 + n) * 37) % files.length] ?? '';
    writeFileSync(join(folder, 'file'), `${git('show', `HEAD:${path}`)}\n# change ${commit} ${n}\n`);
    git('update-index', '--cacheinfo', `100644,${git('hash-object', '-w', join(folder, 'file'))},${path}`);
  }
  tip = git('commit-tree', '-p', tip, '-m', `change ${commit}`, git('write-tree'));
}
table('a push of 10 commits, 30 files', { 'node -e 0': bare, 'the hook': push(tip, head) }, runs);
table(
  'nothing, or only deletions',
  {
    'node -e 0': bare,
    'the hook, nothing': { args: ['sh', hook, 'origin', origin] },
    'the hook, a deletion': {
      args: ['sh', hook, 'origin', origin],
      input: `(delete) ${zero} refs/heads/old ${head}\n`,
    },
  },
  runs,
);
// The last thousand commits, as a remote that stopped before them would be sent.
const older = ((): string => {
  for (let step = 100; ; step = Math.ceil(step * 1.1)) {
    const start = git('rev-parse', `HEAD~${step}`);
    if (Number(git('rev-list', '--count', `${start}..HEAD`)) >= 1000) return start;
  }
})();
git('update-ref', 'refs/remotes/origin/HEAD', older);
for (const ref of git('for-each-ref', '--format=%(refname)', 'refs/remotes/origin').split('\n'))
  git('update-ref', '--no-deref', ref, older);
console.log(
  `\n${git('rev-list', '--count', `${older}..HEAD`)} commits, ${git('rev-list', '--objects', `${older}..HEAD`).split('\n').length} objects`,
);
table(
  '1,000 commits',
  {
    'git rev-list --objects': { args: ['git', 'rev-list', '--objects', `${older}..HEAD`] },
    'the hook': push(head, older),
  },
  runs,
);
if (wholeRuns > 0)
  table(
    'the first push of all',
    {
      'unleak scan --history-only --no-cache': {
        args: [process.execPath, program, 'scan', '--history-only', '--no-cache', '--exit-zero', '-o', '/dev/null'], // prettier-ignore
      },
      'the hook': push(head, zero, join(folder, 'empty.git'), 'empty'),
    },
    wholeRuns,
  );
