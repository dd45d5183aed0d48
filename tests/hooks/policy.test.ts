import test from 'ava';
import { token, World } from './world.ts';

const secret = token('policy');

/** `origin` holds one commit, the hook is installed. */
const base = new World();
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
base.git('.', 'init', '-q', '-b', 'main', 'work');
base.commit('work', { 'README.md': 'shop\n' }, 'start');
base.git('work', 'remote', 'add', 'origin', '../remote.git');
base.git('work', 'push', '-q', '-u', 'origin', 'main');
for (const type of ['pre-push', 'pre-commit'])
  if (base.unleak('work', 'hook', 'install', '--type', type).status !== 0) throw new Error('not installed');
base.git('work', 'config', 'alias.record', 'commit -q --no-verify --allow-empty');

/** Commits past the hook of a commit. */
function record(world: World, files: Readonly<Record<string, string>>, message = 'work'): string {
  for (const [path, text] of Object.entries(files)) world.write('work', path, text);
  world.git('work', 'add', '--all');
  world.git('work', 'record', '-m', message);
  return world.git('work', 'rev-parse', 'HEAD');
}

const line = `token: ${secret}\n`;

/** Rules that accept the finding in `app.yaml`, each by other means. */
const rules: Readonly<Record<string, (world: World) => Readonly<Record<string, string>>>> = {
  'a path of the configuration': () => ({ 'unleak.yaml': 'paths:\n  ignore: [app.yaml]\n' }),
  'a rule of the configuration': () => ({
    'unleak.json': JSON.stringify({ allow: [{ path: 'app.yaml', reason: 'a test' }] }),
  }),
  'a configuration that goes on in another file': () => ({
    'unleak.toml': 'extends = "rules/more.yaml"\n',
    'rules/more.yaml':
      'overrides:\n  - {detector: github, enabled: false}\n  - {detector: generic, enabled: false}\n',
  }),
  '.unleakignore': () => ({ '.unleakignore': 'app.yaml\n' }),
  'a comment': () => ({ 'app.yaml': `token: ${secret} # unleak:allow a test\n` }),
  'the baseline': (world) => {
    world.write('work', 'app.yaml', line);
    const run = world.unleak('work', 'scan', '--write-baseline', '--reason', 'a test', '.');
    if (run.status !== 0) throw new Error(run.stderr);
    return {};
  },
};

for (const [name, make] of Object.entries(rules)) {
  test(`pushed with it, it is accepted; lying in the folder alone, it is not: ${name}`, (t) => {
    const world = base.copy();
    world.write('work', 'app.yaml', line);
    for (const [path, text] of Object.entries(make(world))) world.write('work', path, text);
    if (name === 'a comment') {
      world.write('work', 'app.yaml', line);
      record(world, {});
      world.write('work', 'app.yaml', `token: ${secret} # unleak:allow a test\n`);
    } else {
      world.git('work', 'add', 'app.yaml');
      world.git('work', 'record', '-m', 'the secret alone');
    }
    const stopped = world.try('work', ['push', 'origin', 'main']);
    t.not(stopped.status, 0, 'rules that are not pushed were believed');
    t.regex(stopped.stderr, /push stopped: 1 secret[^]*app\.yaml:1 in commit/);
    record(world, {}, 'the rules');
    const run = world.try('work', ['push', 'origin', 'main']);
    t.is(run.status, 0, run.stderr);
  });

  test(`staged with it, it is accepted; lying in the folder alone, it is not: ${name}`, (t) => {
    const world = base.copy();
    world.write('work', 'app.yaml', line);
    world.git('work', 'add', 'app.yaml');
    for (const [path, text] of Object.entries(make(world))) world.write('work', path, text);
    t.not(
      world.try('work', ['commit', '-q', '-m', 'work']).status,
      0,
      'rules that are not staged were believed',
    );
    world.git('work', 'add', '--all');
    const run = world.try('work', ['commit', '-q', '-m', 'work']);
    t.is(run.status, 0, run.stderr);
  });
}

test('a rule that the last commit took back holds no more', (t) => {
  const world = base.copy();
  record(world, { 'app.yaml': line, '.unleakignore': 'app.yaml\n' });
  world.git('work', 'rm', '-q', '.unleakignore');
  record(world, {});
  t.not(world.try('work', ['push', 'origin', 'main']).status, 0);
});

test('a comment in an older version alone is not in the pushed tree', (t) => {
  const world = base.copy();
  record(world, { 'app.yaml': `token: ${secret} # unleak:allow a test\n` });
  record(world, { 'app.yaml': line });
  t.not(world.try('work', ['push', 'origin', 'main']).status, 0);
});

test('a comment without a reason is told, and not honoured', (t) => {
  const world = base.copy();
  record(world, { 'app.yaml': `token: ${secret} # unleak:allow\n` });
  const run = world.try('work', ['push', 'origin', 'main']);
  t.not(run.status, 0);
  t.regex(run.stderr, /note: app\.yaml:1: unleak:allow needs a reason/);
});

test('a new secret beside an accepted one stops, and it alone is told', (t) => {
  const world = base.copy();
  const other = token('policy-other');
  record(world, { 'app.yaml': `token: ${secret} # unleak:allow a test\nother: ${other}\n` });
  const run = world.try('work', ['push', 'origin', 'main']);
  t.not(run.status, 0);
  t.regex(run.stderr, /1 secret would leak[^]*app\.yaml:2/);
});

test('a second copy of what the baseline accepts once is new', (t) => {
  const world = base.copy();
  world.write('work', 'app.yaml', line);
  world.unleak('work', 'scan', '--write-baseline', '--reason', 'a test', '.');
  record(world, {});
  record(world, { 'app.yaml': `${line}again: ${secret}\n` });
  t.not(world.try('work', ['push', 'origin', 'main']).status, 0);
});

test('what the baseline accepts may move to another path', (t) => {
  const world = base.copy();
  world.write('work', 'app.yaml', `${line}${'# more of this file\n'.repeat(20)}`);
  world.unleak('work', 'scan', '--write-baseline', '--reason', 'a test', '.');
  record(world, {});
  world.git('work', 'mv', 'app.yaml', 'moved.yaml');
  record(world, {});
  const run = world.try('work', ['push', 'origin', 'main']);
  t.is(run.status, 0, run.stderr);
});

test('a baseline of another key accepts what was there when it was made, and no line that changed since', (t) => {
  const world = base.copy();
  record(world, { 'app.yaml': line });
  world.unleak('work', 'scan', '--write-baseline', '--reason', 'a test', '.');
  record(world, {}, 'the baseline');
  const state = { XDG_STATE_HOME: world.path('other-state') };
  const run = world.try('work', ['push', 'origin', 'main'], state);
  t.is(run.status, 0, run.stderr);
  record(world, { 'app.yaml': `token: ${token('policy-changed')}\n` });
  const changed = world.try('work', ['push', 'origin', 'main'], state);
  t.not(changed.status, 0);
  t.regex(changed.stderr, /note: .*baseline unverified/);
});

test('rules that cannot be read stop', (t) => {
  for (const [path, text] of [
    ['unleak.yaml', 'paths: [\n'],
    ['unleak.yaml', 'extends: ../outside.yaml\n'],
    ['unleak.json', '{"allow": [{"no": 1}]}'],
  ] as const) {
    const world = base.copy();
    world.write('.', 'outside.yaml', 'paths: {ignore: ["*"]}\n');
    record(world, { [path]: text });
    const run = world.try('work', ['push', 'origin', 'main']);
    t.not(run.status, 0);
    t.regex(run.stderr, /^unleak: error: push stopped: unleak\.(?:yaml|json):\d+:\d+: /m);
  }
  const world = base.copy();
  record(world, { 'app.yaml': line, '.unleak-baseline.json': '<<<<<<< ours\n' });
  t.regex(
    world.try('work', ['push', 'origin', 'main']).stderr,
    /push stopped: \.unleak-baseline\.json is not JSON/,
  );
});

test('both names of a configuration in one commit stop', (t) => {
  const world = base.copy();
  record(world, { 'unleak.yaml': '', 'unleak.toml': '' });
  t.regex(world.try('work', ['push', 'origin', 'main']).stderr, /push stopped: both unleak\./);
});

test('a detector of the pushed configuration stops what the built-in ones let through', (t) => {
  const world = base.copy();
  const rule = {
    detectors: [{ id: 'shop-key', title: 'Shop key', keywords: ['shopkey'], pattern: 'shopkey-[0-9]{8}' }],
  };
  record(world, { 'a.txt': 'shopkey-20260101\n' });
  t.is(world.try('work', ['push', '-q', 'origin', 'main']).status, 0);
  record(world, { 'unleak.json': JSON.stringify(rule), 'b.txt': 'shopkey-20260102\n' });
  t.regex(world.try('work', ['push', 'origin', 'main']).stderr, /1 secret[^]*Shop key[^]*b\.txt:1/);
});

test('each tip is judged by its own rules', (t) => {
  const world = base.copy();
  record(world, { 'unleak.yaml': 'paths: {ignore: [app.yaml]}\n', 'app.yaml': line });
  // The other branch has the secret and no rule.
  world.git('work', 'switch', '-q', '-c', 'other', 'HEAD~1');
  record(world, { 'app.yaml': line });
  const run = world.try('work', ['push', 'origin', 'main', 'other']);
  t.not(run.status, 0);
  t.is(world.try('work', ['push', 'origin', 'main']).status, 0);
  t.not(world.try('work', ['push', 'origin', 'other']).status, 0);
});

test('a comment on one branch accepts nothing on another', (t) => {
  const world = base.copy();
  world.git('work', 'switch', '-q', '-c', 'other');
  record(world, { 'app.yaml': line });
  world.git('work', 'switch', '-q', 'main');
  record(world, { 'app.yaml': `token: ${secret} # unleak:allow a test\n` });
  t.not(world.try('work', ['push', 'origin', 'main', 'other']).status, 0);
  t.is(world.try('work', ['push', 'origin', 'main']).status, 0);
});

test('a tag of an older commit that is pushed with the branch goes with the branch’s rules, its message with its own', (t) => {
  const world = base.copy();
  record(world, { 'app.yaml': line });
  world.git('work', 'tag', '-a', 'v1', '-m', 'the first');
  record(world, { 'unleak.yaml': 'paths: {ignore: [app.yaml]}\n' });
  const run = world.try('work', ['push', 'origin', 'main', 'v1']);
  t.is(run.status, 0, run.stderr);
  world.git('work', 'tag', '-a', 'v2', '-m', token('policy-tag'), 'v1^{}');
  record(world, { 'b.txt': 'fine' });
  t.regex(world.try('work', ['push', 'origin', 'main', 'v2']).stderr, /message of tag/);
});

test('stray variables open nothing', (t) => {
  const world = base.copy();
  record(world, { 'app.yaml': line });
  world.write('.', 'open.yaml', 'paths: {ignore: ["*"]}\n');
  const run = world.try('work', ['push', 'origin', 'main'], {
    UNLEAK_CONFIG: world.path('open.yaml'),
    UNLEAK_BASELINE: world.path('open.yaml'),
    UNLEAK_EXIT_ZERO: '1',
    UNLEAK_SKIP: 'github',
    UNLEAK_MIN_SEVERITY: 'critical',
    UNLEAK_NO_HISTORY: '1',
    UNLEAK_QUIET: '1',
  });
  t.not(run.status, 0);
  t.regex(run.stderr, /push stopped: 1 secret/);
});

test('a server believes nothing that is pushed, unless its own configuration says so', (t) => {
  const world = base.copy();
  t.is(world.unleak('remote.git', 'hook', 'install', '--type', 'pre-receive').status, 0);
  record(world, {
    'app.yaml': `token: ${secret} # unleak:allow a test\n`,
    'b.yaml': line,
    '.unleakignore': 'b.yaml\n',
  });
  const push = ['push', '--no-verify', 'origin', 'main'];
  t.regex(world.try('work', push).stderr, /push stopped: 1 secret/);
  // Neither a setting of who pushes nor one in what is pushed is the server's own.
  world.git('work', 'config', 'unleak.allowPushedPolicy', 'true');
  t.not(world.try('work', ['-c', 'unleak.allowPushedPolicy=true', ...push]).status, 0);
  const env = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'unleak.allowPushedPolicy',
    GIT_CONFIG_VALUE_0: 'true',
  };
  t.not(world.try('work', push, env).status, 0);
  world.git('remote.git', 'config', 'unleak.allowPushedPolicy', 'true');
  const run = world.try('work', push);
  t.is(run.status, 0, run.stderr);
  record(world, { 'c.yaml': `# another file\n${line}` });
  t.not(world.try('work', push).status, 0);
});
