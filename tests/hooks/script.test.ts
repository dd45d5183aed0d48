import { chmodSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import test from 'ava';
import { entry, token, World } from './world.ts';

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

for (const [name, text] of Object.entries({
  'ends with an error': 'process.exit(2)',
  'is killed': 'process.kill(process.pid, "SIGKILL")',
  'breaks at its start': 'this is no program',
})) {
  test(`a clean push stops when the program ${name}`, (t) => {
    const world = base.copy();
    install(world);
    world.write('.', 'broken.cjs', text);
    starting(world, world.path('broken.cjs'));
    t.not(world.try('work', ['push', '-q', 'origin', 'main']).status, 0);
    t.is(world.git('remote.git', 'for-each-ref'), '');
  });
}

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
