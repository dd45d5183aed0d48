import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { token, World } from './world.ts';

const secret = token('install');
const long = process.env['UNLEAK_LONG'] !== undefined;

const base = new World();
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
base.git('.', 'init', '-q', '-b', 'main', 'work');
base.git('work', 'remote', 'add', 'origin', '../remote.git');
base.commit('work', { 'README.md': 'shop\n' });
base.git('work', 'push', '-q', '-u', 'origin', 'main');

const hook = (world: World, name = 'pre-push'): string => world.path('work/.git/hooks', name);

test('installing twice changes nothing, uninstalling leaves nothing', (t) => {
  const world = base.copy();
  const before = readdirSync(world.path('work/.git/hooks'));
  t.is(world.unleak('work', 'hook', 'install').status, 0);
  const first = readFileSync(hook(world));
  t.is(world.unleak('work', 'hook', 'install').status, 0);
  t.deepEqual(readFileSync(hook(world)), first);
  t.is(statSync(hook(world)).mode & 0o777, 0o755);
  t.is(world.unleak('work', 'hook', 'uninstall').status, 0);
  t.deepEqual(readdirSync(world.path('work/.git/hooks')), before);
});

test('a hook that is there runs first, with git’s input, and comes back byte for byte', (t) => {
  const world = base.copy();
  const own = '#!/bin/sh\r\n# odd\n';
  const script = `#!/bin/sh\ncat > "$(git rev-parse --git-dir)/seen"\necho "$@" >> "$(git rev-parse --git-dir)/seen"\n`;
  writeFileSync(hook(world), script);
  chmodSync(hook(world), 0o700);
  t.regex(world.unleak('work', 'hook', 'install').stderr, /what was there runs before it/);
  t.is(world.unleak('work', 'hook', 'install').status, 0);
  const oid = world.commit('work', { 'a.txt': 'fine' });
  t.is(world.try('work', ['push', '-q']).status, 0);
  const seen = readFileSync(world.path('work/.git/seen'), 'utf8');
  t.true(seen.startsWith(`refs/heads/main ${oid} refs/heads/main `));
  t.true(seen.endsWith('origin ../remote.git\n'));
  t.is(world.unleak('work', 'hook', 'uninstall').status, 0);
  t.is(readFileSync(hook(world), 'utf8'), script);
  t.is(statSync(hook(world)).mode & 0o777, 0o700);
  // Not even an odd one is changed.
  writeFileSync(hook(world), own);
  world.unleak('work', 'hook', 'install');
  world.unleak('work', 'hook', 'uninstall');
  t.is(readFileSync(hook(world), 'utf8'), own);
});

test('a hook that was there and says no stops the push', (t) => {
  const world = base.copy();
  writeFileSync(hook(world), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
  world.unleak('work', 'hook', 'install');
  world.commit('work', { 'a.txt': 'fine' });
  t.not(world.try('work', ['push', '-q']).status, 0);
});

test('a foreign hook is neither taken away nor lost', (t) => {
  const world = base.copy();
  writeFileSync(hook(world), '#!/bin/sh\n# first\n', { mode: 0o755 });
  world.unleak('work', 'hook', 'install');
  writeFileSync(hook(world), '#!/bin/sh\n# second\n', { mode: 0o755 });
  t.is(world.unleak('work', 'hook', 'uninstall').status, 1);
  const again = world.unleak('work', 'hook', 'install');
  t.is(again.status, 2);
  t.regex(again.stderr, /was written by another program/);
  t.is(readFileSync(hook(world), 'utf8'), '#!/bin/sh\n# second\n');
  t.is(readFileSync(hook(world, 'pre-push.before-unleak'), 'utf8'), '#!/bin/sh\n# first\n');
});

/** What husky 9 makes: a script for each hook in `.husky/_` that calls the file of the same name in `.husky`. */
function husky(world: World): void {
  const h = [
    '#!/usr/bin/env sh',
    '[ "$HUSKY" = "2" ] && set -x',
    'n=$(basename "$0")',
    's=$(dirname "$(dirname "$0")")/$n',
    '[ ! -f "$s" ] && exit 0',
    'export PATH="node_modules/.bin:$PATH"',
    'sh -e "$s" "$@"',
    'c=$?',
    '[ $c != 0 ] && echo "husky - $n script failed (code $c)"',
    'exit $c',
    '',
  ].join('\n');
  world.write('work', '.husky/_/h', h);
  for (const name of ['pre-push', 'pre-commit', 'commit-msg']) {
    world.write('work', `.husky/_/${name}`, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
    chmodSync(world.path('work/.husky/_', name), 0o755);
  }
  world.git('work', 'config', 'core.hooksPath', '.husky/_');
}

test('beside husky: in its own file, which it calls, and what stood there still runs', (t) => {
  const world = base.copy();
  husky(world);
  // husky's files need not be executable.
  const own = 'cat > "$(git rev-parse --git-dir)/own-push"\n';
  world.write('work', '.husky/pre-push', own);
  t.is(world.unleak('work', 'hook', 'install').status, 0);
  // A new `npm install` makes its folder anew.
  husky(world);
  world.commit('work', { 'a.txt': secret });
  const run = world.try('work', ['push', '-q']);
  t.not(run.status, 0);
  t.regex(run.stderr + run.stdout, /push stopped: 1 secret/);
  t.regex(readFileSync(world.path('work/.git/own-push'), 'utf8'), /^refs\/heads\/main /);
  t.is(world.unleak('work', 'hook', 'doctor').status, 0);
  t.is(world.unleak('work', 'hook', 'uninstall').status, 0);
  t.is(readFileSync(world.path('work/.husky/pre-push'), 'utf8'), own);
  t.is(world.try('work', ['push', '-q']).status, 0);
});

/** What other managers write into the hook's file; each calls its own program by the hook's name. */
const managers: Readonly<Record<string, string>> = {
  lefthook: `#!/bin/sh\n\nif [ "$LEFTHOOK" = "0" ]; then\n  exit 0\nfi\n\ncall_lefthook()\n{\n  manager "$@"\n}\n\ncall_lefthook run "pre-push" "$@"\n`,
  'simple-git-hooks': `#!/bin/sh\n\nif [ "$SKIP_SIMPLE_GIT_HOOKS" = "1" ]; then\n    exit 0\nfi\n\nmanager run pre-push "$@"`,
  'pre-commit': `#!/usr/bin/env bash\nARGS=(hook-impl --config=.pre-commit-config.yaml --hook-type=pre-push)\nHERE="$(cd "$(dirname "$0")" && pwd)"\nARGS+=(--hook-dir "$HERE" -- "$@")\nexec manager "\${ARGS[@]}"\n`,
};
// One script is chained like another.
for (const [name, text] of Object.entries(managers))
  (long || name === 'pre-commit' ? test : test.skip)(
    `beside ${name}: its hook runs with git’s input, and is back byte for byte`,
    (t) => {
      const world = base.copy();
      world.write('.', 'bin/manager', '#!/bin/sh\necho "$@" > "$SEEN"\ncat >> "$SEEN"\n');
      chmodSync(world.path('bin/manager'), 0o755);
      writeFileSync(hook(world), text, { mode: 0o755 });
      t.is(world.unleak('work', 'hook', 'install').status, 0);
      world.commit('work', { 'a.txt': secret });
      const seen = world.path('seen');
      const env = { SEEN: seen, PATH: `${world.path('bin')}:${process.env['PATH'] ?? ''}` };
      const run = world.try('work', ['push', '-q'], env);
      t.not(run.status, 0);
      t.regex(run.stderr, /push stopped: 1 secret/);
      t.regex(readFileSync(seen, 'utf8'), /pre-push[^]*origin[^]*refs\/heads\/main /);
      t.is(world.unleak('work', 'hook', 'uninstall').status, 0);
      t.is(readFileSync(hook(world), 'utf8'), text);
    },
  );

/** What `pre-commit install` does: keeps a hook that it finds, and runs it before its own. */
function preCommit(world: World): void {
  const text = `#!/usr/bin/env bash
# hook-impl
input=$(cat)
if [ -n "$PRE_COMMIT_RUNNING_LEGACY" ]; then echo 'bug: migration mode' >&2; exit 1; fi
if [ -x "$0.legacy" ]; then printf '%s\\n' "$input" | PRE_COMMIT_RUNNING_LEGACY=1 "$0.legacy" "$@" || exit 1; fi
touch "$(git rev-parse --git-dir)/own-push"
`;
  if (existsSync(hook(world)) && !readFileSync(hook(world), 'utf8').includes('# hook-impl'))
    renameSync(hook(world), `${hook(world)}.legacy`);
  writeFileSync(hook(world), text, { mode: 0o755 });
}

test('pre-commit that is installed again runs ours, in whatever order they came', (t) => {
  for (const order of long ? ['pre-commit first', 'unleak first'] : ['pre-commit first']) {
    const world = base.copy();
    if (order === 'pre-commit first') preCommit(world);
    t.is(world.unleak('work', 'hook', 'install').status, 0);
    preCommit(world);
    t.regex(
      world.unleak('work', 'hook', 'install').stderr,
      /pre-push\.legacy: was installed, and is renewed/,
    );
    t.is(world.unleak('work', 'hook', 'doctor').status, 0, order);
    world.commit('work', { 'a.txt': 'fine' });
    const clean = world.try('work', ['push', '-q']);
    t.is(clean.status, 0, clean.stderr);
    t.true(existsSync(world.path('work/.git/own-push')));
    world.commit('work', { 'a.txt': secret });
    t.regex(world.try('work', ['push', '-q']).stderr, /push stopped: 1 secret/);
    t.is(world.unleak('work', 'hook', 'uninstall').status, 0);
    t.deepEqual(readdirSync(world.path('work/.git/hooks')), ['pre-push']);
  }
});

test('a manager that writes its hook again, or calls ours by its configuration', (t) => {
  const world = base.copy();
  const text = managers['lefthook'] ?? '';
  writeFileSync(hook(world), text, { mode: 0o755 });
  world.unleak('work', 'hook', 'install');
  writeFileSync(hook(world), text, { mode: 0o755 });
  const told = world.unleak('work', 'hook', 'doctor');
  t.is(told.status, 1);
  t.regex(told.stderr, /overwritten by another program[^]*in lefthook\.yml: pre-push: /);
  t.regex(world.unleak('work', 'hook', 'install').stderr, /what was there runs before it/);
  t.is(world.unleak('work', 'hook', 'doctor').status, 0);
  writeFileSync(hook(world), text);
  world.write('work', 'lefthook.yml', /pre-push: \{.*\}\}/.exec(told.stderr)?.[0] ?? '');
  t.regex(
    world.unleak('work', 'hook', 'doctor').stderr,
    /ok {3} lefthook\.yml calls unleak hook run pre-push/,
  );
});

test('a template for new repositories brings the hook into each', (t) => {
  const world = base.copy();
  world.git('.', 'init', '-q', 'template');
  t.is(world.unleak('template', 'hook', 'install').status, 0);
  const env = { GIT_TEMPLATE_DIR: undefined };
  world.git('.', 'config', '--global', 'init.templateDir', world.path('template/.git'));
  t.is(world.try('.', ['clone', '-q', 'remote.git', 'fresh'], env).status, 0);
  world.git('.', 'config', '--global', '--unset', 'init.templateDir');
  world.commit('fresh', { 'a.txt': secret });
  const run = world.try('fresh', ['push', '-q']);
  t.not(run.status, 0);
  t.regex(run.stderr, /push stopped: 1 secret/);
  t.is(world.unleak('fresh', 'hook', 'doctor').status, 0);
});

test('for all repositories: their own hooks still run, and uninstalling restores the configuration', (t) => {
  const world = base.copy();
  writeFileSync(hook(world), '#!/bin/sh\ncat > "$(git rev-parse --git-dir)/own-push"\n', { mode: 0o755 });
  writeFileSync(hook(world, 'post-commit'), '#!/bin/sh\ntouch "$(git rev-parse --git-dir)/own-commit"\n', {
    mode: 0o755,
  });
  t.is(world.unleak('work', 'hook', 'install', '--global').status, 0);
  world.commit('work', { 'a.txt': secret });
  t.true(existsSync(world.path('work/.git/own-commit')));
  const run = world.try('work', ['push']);
  t.not(run.status, 0);
  t.regex(run.stderr, /push stopped/);
  t.regex(readFileSync(world.path('work/.git/own-push'), 'utf8'), /^refs\/heads\/main /);
  t.is(world.unleak('work', 'hook', 'uninstall', '--global').status, 0);
  t.is(world.try('work', ['config', '--global', 'core.hooksPath']).status, 1);
  t.false(existsSync(world.path('home/config/unleak/hooks')));
});

test('without the program nothing passes', (t) => {
  const world = base.copy();
  world.unleak('work', 'hook', 'install');
  const text = readFileSync(hook(world), 'utf8').replace(/^entry=.*$/m, "entry='/nowhere/unleak.cjs'");
  writeFileSync(hook(world), text);
  world.commit('work', { 'a.txt': 'fine' });
  const run = world.try('work', ['push']);
  t.not(run.status, 0);
  t.regex(run.stderr, /unleak: error: push stopped: the program of this hook is not there/);
  t.regex(run.stderr, /--no-verify/);
});

for (const shell of [['dash'], ['busybox', 'sh'], ['bash', '--posix']])
  test(`the script runs under ${shell.join(' ')}`, (t) => {
    if (spawnSync(shell[0] ?? '', ['-c', 'true']).error !== undefined && process.env['CI'] !== 'true') {
      t.log('skipped: not installed; tests/services/apt.txt names it');
      t.pass();
      return;
    }
    const world = base.copy();
    world.unleak('work', 'hook', 'install');
    const there = world.git('work', 'rev-parse', 'HEAD');
    const oid = world.commit('work', { 'a.txt': secret });
    const push = (head: string) =>
      spawnSync(shell[0] ?? '', [...shell.slice(1), '.git/hooks/pre-push', 'origin', '../remote.git'], {
        cwd: world.path('work'),
        env: world.env,
        encoding: 'utf8',
        input: `refs/heads/main ${head} refs/heads/main ${there}\n`,
      });
    t.is(push(oid).status, 1);
    t.is(push(there).status, 0);
  });

test('the doctor says when a hook is live, and what is wrong when it is not', (t) => {
  const world = base.copy();
  const doctor = (...args: string[]) => world.unleak('work', 'hook', 'doctor', ...args);
  t.regex(doctor().stderr, /is not there: nothing stops a push/);
  t.is(doctor().status, 1);
  world.unleak('work', 'hook', 'install');
  const live = doctor();
  t.is(live.status, 0, live.stderr);
  t.regex(live.stderr, /it stopped a canary on its way/);

  chmodSync(hook(world), 0o644);
  t.regex(doctor().stderr, /not executable/);
  chmodSync(hook(world), 0o755);

  world.git('work', 'config', 'alias.p', 'push --no-verify');
  t.regex(doctor().stderr, /goes past hooks/);
  world.git('work', 'config', '--unset', 'alias.p');

  const text = readFileSync(hook(world), 'utf8');
  writeFileSync(hook(world), text.replaceAll('\n', '\r\n'));
  t.regex(doctor().stderr, /CRLF/);
  writeFileSync(hook(world), text.replace(/^entry=.*$/m, "entry='/nowhere/unleak.cjs'"));
  t.regex(doctor().stderr, /program does not start/);
  writeFileSync(hook(world), text.replace(/^"\$node" .*$|^printf.*"\$node".*$/m, 'true'));
  t.regex(doctor().stderr, /a canary was pushed/);
  writeFileSync(hook(world), text);

  world.git('work', 'config', 'core.hooksPath', 'elsewhere');
  t.regex(doctor().stderr, /core\.hooksPath hides our hook/);
  world.git('work', 'config', '--unset', 'core.hooksPath');
  rmSync(hook(world));
  writeFileSync(hook(world), '#!/bin/sh\n');
  writeFileSync(hook(world, 'pre-push.before-unleak'), '#!/bin/sh\n');
  t.regex(doctor().stderr, /overwritten by another program/);
});

test('pre-commit judges what is staged, not what lies in the working tree', (t) => {
  const world = base.copy();
  world.unleak('work', 'hook', 'install', '--type', 'pre-commit');
  world.write('work', 'a.txt', secret);
  world.git('work', 'add', 'a.txt');
  world.write('work', 'a.txt', 'fine');
  const run = world.try('work', ['commit', '-m', 'work']);
  t.not(run.status, 0);
  t.regex(run.stderr, /commit stopped: 1 secret[^]*a\.txt:1/);
  t.false(run.stderr.includes(secret));
  world.git('work', 'add', 'a.txt');
  world.write('work', 'a.txt', secret);
  t.is(world.try('work', ['commit', '-m', 'work']).status, 0);
  // `git commit FILE` and `-a` hand the hook an index of their own.
  t.not(world.try('work', ['commit', '-m', 'work', 'a.txt']).status, 0);
  t.not(world.try('work', ['commit', '-a', '-m', 'work']).status, 0);
});

test('commit-msg judges the message', (t) => {
  const world = base.copy();
  world.unleak('work', 'hook', 'install', '--type', 'commit-msg');
  const run = world.try('work', ['commit', '--allow-empty', '-m', `use ${secret}`]);
  t.not(run.status, 0);
  t.regex(run.stderr, /write the message without it/);
  t.is(world.try('work', ['commit', '--allow-empty', '-m', 'fine']).status, 0);
});

for (const type of ['pre-receive', 'update'])
  test(`${type} on a server refuses a push, quarantine included`, (t) => {
    const world = base.copy();
    t.is(world.unleak('remote.git', 'hook', 'install', '--type', type).status, 0);
    const oid = world.commit('work', { 'a.txt': secret });
    const run = world.try('work', ['push', 'origin', 'main'], {
      UNLEAK_ALLOW: 'all',
      UNLEAK_REASON: 'please',
    });
    t.not(run.status, 0);
    t.regex(run.stderr, /push stopped: 1 secret would leak/);
    t.false(run.stderr.includes(secret));
    // git ends the quarantine before it calls `update`, so the objects lie there then, without a ref.
    if (type === 'pre-receive')
      t.not(world.try('remote.git', ['cat-file', '-e', oid]).status, 0, 'the server kept the commit');
    t.not(world.git('remote.git', 'rev-parse', 'main'), oid);
    world.git('work', 'reset', '-q', '--hard', 'HEAD~1');
    world.commit('work', { 'b.txt': 'fine' });
    const clean = world.try('work', ['push', 'origin', 'main', 'main:copy']);
    t.is(clean.status, 0, clean.stderr);
    t.is(world.try('work', ['push', 'origin', ':copy']).status, 0);
  });

test('a hook’s way loads no parser of the command line, no SDK and no YAML', (t) => {
  const world = base.copy();
  const script = `
    const { registerHooks } = require('node:module');
    const seen = [];
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(world.path('loaded'))}, seen.join('\\n')));
  `;
  world.write('.', 'spy.cjs', script);
  const main = join(import.meta.dirname, '../../src/cli/main.ts');
  execFileSync(
    process.execPath,
    ['--require', world.path('spy.cjs'), main, 'hook', 'run', 'pre-push', 'origin', '../remote.git'],
    { cwd: world.path('work'), env: world.env, input: '' },
  );
  const loaded = readFileSync(world.path('loaded'), 'utf8').split('\n');
  t.true(loaded.some((url) => url.endsWith('/src/hooks/run.ts')));
  for (const name of ['yargs', '@aws-sdk', '@google-cloud', 'age-encryption'])
    t.false(
      loaded.some((url) => url.includes(`/node_modules/${name}/`)),
      name,
    );
});
