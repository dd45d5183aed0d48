import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import test from 'ava';
import { entry } from '../helpers/program.ts';
import { token, World } from './world.ts';

const secret = token('script');
const hook = 'work/.git/hooks/pre-push';

const base = new World();
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
base.git('.', 'init', '-q', '-b', 'main', 'work');
base.git('work', 'remote', 'add', 'origin', '../remote.git');
base.commit('work', { 'README.md': 'shop\n' });

function install(world: World): void {
  const run = world.unleak('work', 'hook', 'install');
  if (run.status !== 0) throw new Error(run.stderr);
}

/** Lets the installed script start another program. */
function starting(world: World, program: string): void {
  const script = readFileSync(world.path(hook), 'utf8');
  const quoted = `'${program.replaceAll("'", "'\\''")}'`;
  world.write(
    '.',
    hook,
    script.replace(/^entry=.*$/m, () => `entry=${quoted}`),
  );
}

for (const [name, [text, status]] of Object.entries({
  'ends with an error': ['process.exit(2)', '2'],
  'is killed': ['process.kill(process.pid, "SIGKILL")', '137'],
  'breaks at its start': ['this is no program', '1'],
  'fails where nobody looks': ['setTimeout(() => { throw new Error("late") })', '1'],
  // Node gives up when its heap is full, long before the machine's memory is.
  'runs out of memory': ['const all = []; for (;;) all.push(new Array(1e6).fill({}))', '134'],
} as const)) {
  test(`a clean push stops when the program ${name}`, (t) => {
    const world = base.copy();
    install(world);
    world.write('.', 'broken.cjs', text);
    starting(world, world.path('broken.cjs'));
    const run = world.try('work', ['push', '-q', 'origin', 'main'], {
      NODE_OPTIONS: '--max-old-space-size=30',
    });
    t.not(run.status, 0);
    t.true(
      run.stderr.includes(`unleak: error: push stopped: the program ended with ${status} before`),
      run.stderr,
    );
    t.regex(run.stderr, /unleak: hint: git push --no-verify/);
    t.is(world.git('remote.git', 'for-each-ref'), '');
  });
}

test('a push whose time is up stops, and leaves no process behind', (t) => {
  const world = base.copy();
  install(world);
  world.git('work', 'config', 'unleak.hookTimeout', '0.05');
  const run = world.try('work', ['push', '-q', 'origin', 'main']);
  t.not(run.status, 0);
  t.regex(run.stderr, /unleak: error: push stopped: it took longer than 0\.05 s/);
  t.regex(run.stderr, /unleak\.hookTimeout/);
  t.is(world.git('remote.git', 'for-each-ref'), '');
  world.git('work', 'config', 'unleak.hookTimeout', '-1');
  t.is(world.try('work', ['push', '-q', 'origin', 'main']).status, 0);
});

test('a git that never answers stops the push when the time is up', (t) => {
  const world = base.copy();
  install(world);
  world.git('work', 'config', 'unleak.hookTimeout', '1');
  // The program's own git, by PATH: pushing uses the real one by its full name.
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  world.write(
    '.',
    'bin/git',
    `#!/bin/sh\ncase "$*" in *rev-list*) exec sleep 60 ;; esac\nexec ${real} "$@"\n`,
  );
  chmodSync(world.path('bin/git'), 0o755);
  const script = readFileSync(world.path(hook), 'utf8');
  world.write('.', hook, script.replace(/^here=/m, `PATH='${world.path('bin')}':$PATH\nhere=`));
  const started = performance.now();
  const run = world.try('work', ['push', '-q', 'origin', 'main']);
  t.not(run.status, 0);
  t.regex(run.stderr, /push stopped: it took longer than 1 s/);
  t.true(performance.now() - started < 30_000);
});

test('a push that only deletes starts no program; one that does more does', (t) => {
  const world = base.copy();
  install(world);
  world.write('.', 'broken.cjs', 'process.exit(9)');
  starting(world, world.path('broken.cjs'));
  const zero = '0'.repeat(40);
  const oid = world.git('work', 'rev-parse', 'HEAD');
  const deletion = `(delete) ${zero} refs/heads/old ${oid}\n`;
  const feed = (input: string): number | null =>
    spawnSync('sh', ['.git/hooks/pre-push', 'origin', '../remote.git'], {
      cwd: world.path('work'),
      env: world.env,
      input,
    }).status;
  t.is(feed(''), 0);
  t.is(feed(deletion), 0);
  t.is(feed(deletion.trimEnd()), 0);
  t.is(feed(deletion.repeat(3)), 0);
  t.is(feed(`(delete) ${'0'.repeat(64)} refs/heads/old ${'a'.repeat(64)}\n`), 0);
  for (const other of [
    `refs/heads/main ${oid} refs/heads/main ${zero}\n`,
    // A branch may be called like this.
    `(delete) ${oid} refs/heads/main ${zero}\n`,
    `refs/heads/(delete) ${zero} refs/heads/main ${zero}\n`,
    `(delete) ${zero.slice(1)} refs/heads/old ${oid}\n`,
    ' \n',
  ]) {
    t.is(feed(other), 1, other);
    t.is(feed(deletion + other), 1);
    t.is(feed(other + deletion), 1);
  }
});

test('input that is not what git gives stops', (t) => {
  const world = base.copy();
  for (const [type, input] of [
    ['pre-push', 'refs/heads/main HEAD refs/heads/main HEAD\n'],
    ['pre-push', '\u0000\n'],
    ['pre-receive', 'main\n'],
  ] as const)
    t.is(world.unleakWith('work', input, 'hook', 'run', type, 'origin', '../remote.git').status, 1);
});

test('an earlier hook that does not read its input does not keep ours from reading it', (t) => {
  const world = base.copy();
  world.write('.', hook, '#!/bin/sh\nexit 0\n');
  chmodSync(world.path(hook), 0o755);
  install(world);
  world.commit('work', { 'a.txt': secret });
  t.regex(world.try('work', ['push', '-q', 'origin', 'main']).stderr, /push stopped: 1 secret/);
});

test('an earlier hook that git did not run, for it was not executable, still does not run', (t) => {
  const world = base.copy();
  world.write('.', hook, '#!/bin/sh\nexit 7\n');
  chmodSync(world.path(hook), 0o644);
  install(world);
  t.is(world.try('work', ['push', '-q', 'origin', 'main']).status, 0);
});

test('a symbolic link is neither written through nor lost', (t) => {
  const world = base.copy();
  world.write('work', 'tools/hook', '#!/bin/sh\nexit 0\n');
  symlinkSync('../../tools/hook', world.path(hook));
  install(world);
  t.false(lstatSync(world.path(hook)).isSymbolicLink());
  t.is(readFileSync(world.path('work/tools/hook'), 'utf8'), '#!/bin/sh\nexit 0\n');
  t.is(world.unleak('work', 'hook', 'uninstall').status, 0);
  t.true(lstatSync(world.path(hook)).isSymbolicLink());
});

test('a program in a folder whose name a shell would expand is started', (t) => {
  const world = base.copy();
  const folder = "it's $HOME `here`";
  world.write(
    folder,
    'unleak.cjs',
    `process.argv[1] = ${JSON.stringify(entry)};\nrequire(process.argv[1]);\n`,
  );
  install(world);
  starting(world, world.path(folder, 'unleak.cjs'));
  world.commit('work', { 'a.txt': secret });
  t.regex(world.try('work', ['push', '-q', 'origin', 'main']).stderr, /push stopped: 1 secret/);
});

test('the doctor is not content with a program that starts and finds nothing', (t) => {
  const world = base.copy();
  install(world);
  world.write('.', 'idle.cjs', 'process.exit(0)');
  starting(world, world.path('idle.cjs'));
  const run = world.unleak('work', 'hook', 'doctor');
  t.is(run.status, 1);
  t.regex(run.stderr, /does not stop it/);
});
