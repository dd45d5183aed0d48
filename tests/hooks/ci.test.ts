import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { entry } from '../helpers/program.ts';
import { token, World } from './world.ts';
import type { Run } from './world.ts';

const root = join(import.meta.dirname, '../..');
const old = token('ci-old');
const fresh = token('ci-fresh');

interface Step {
  readonly id?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly uses?: string;
}

const action = parse(readFileSync(join(dirname(entry), 'ci/github/action.yml'), 'utf8')) as {
  readonly runs: { readonly steps: readonly Step[] };
};
const template = parse(readFileSync(join(dirname(entry), 'ci/gitlab/unleak.gitlab-ci.yml'), 'utf8')) as {
  readonly unleak: { readonly script: readonly string[] };
};

// `work` is what a platform's checkout of `remote.git` gives: main holds an old secret, topic is made from it.
const base = new World();
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
base.git('remote.git', 'config', 'uploadpack.allowAnySHA1InWant', 'true');
base.git('.', 'clone', '-q', 'remote.git', 'work');
base.git('work', 'remote', 'set-url', 'origin', '../remote.git');
base.commit('work', { 'old.yaml': `a: 1\ntoken: ${old}\n`, 'README.md': 'shop\n' }, 'start');
base.git('work', 'push', '-q', 'origin', 'HEAD:main');
base.git('work', 'fetch', '-q');
base.git('work', 'switch', '-q', '-C', 'topic');
mkdirSync(base.path('bin'));
// What the install step would bring.
writeFileSync(base.path('bin/unleak'), `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`, {
  mode: 0o755,
});
const zero = '0'.repeat(40);

/** The commits of an event, as both platforms give them. */
interface Event {
  readonly kind: 'push' | 'request' | 'schedule';
  readonly before?: string;
  readonly branch?: string;
}

interface Outcome extends Run {
  /** Lines of the report, as `path:line`; undefined when there is none. */
  readonly found: string[] | undefined;
}

const head = (world: World): string => world.git('work', 'rev-parse', 'HEAD');
const main = (world: World): string => world.git('work', 'rev-parse', 'origin/main');

function sh(world: World, script: string, env: Readonly<Record<string, string>>): Run {
  return spawnSync('sh', ['-e', '-c', script], {
    cwd: world.path('work'),
    env: { ...world.env, PATH: `${base.path('bin')}:${process.env['PATH'] ?? ''}`, ...env },
    encoding: 'utf8',
  });
}

function github(world: World, { kind, before = zero, branch = 'topic' }: Event): Outcome {
  const temporary = world.path('runner');
  mkdirSync(temporary, { recursive: true });
  const output = join(temporary, 'output');
  writeFileSync(output, '');
  const names = { push: 'push', request: 'pull_request', schedule: 'schedule' };
  const values: Record<string, string> = {
    'inputs.key': '',
    'github.event_name': names[kind],
    'github.event.before': kind === 'push' ? before : '',
    'github.sha': head(world),
    'github.event.pull_request.base.sha || github.event.merge_group.base_sha':
      kind === 'request' ? main(world) : '',
    'github.event.pull_request.head.sha || github.event.merge_group.head_sha':
      kind === 'request' ? head(world) : '',
    'github.event.repository.default_branch': 'main',
  };
  let last: Run = { status: null, stdout: '', stderr: '' };
  let text = '';
  for (const step of action.runs.steps.filter(({ run }) => run?.startsWith('npm ') === false)) {
    const env: Record<string, string> = {
      RUNNER_TEMP: temporary,
      GITHUB_OUTPUT: output,
      GITHUB_REF: `refs/heads/${branch}`,
    };
    for (const line of readFileSync(output, 'utf8').split('\n')) {
      const [name = '', value = ''] = line.split('=');
      values[`steps.scan.outputs.${name}`] = value;
    }
    for (const [name, value] of Object.entries(step.env ?? {}))
      env[name] = value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
        const known = values[expression];
        if (known === undefined) throw new Error(`what is ${expression}?`);
        return known;
      });
    last = sh(world, step.run ?? '', env);
    text += last.stdout + last.stderr;
    if (last.status !== 0) break;
  }
  const report = join(temporary, 'unleak.sarif');
  if (!existsSync(report)) return { ...last, stdout: text, found: undefined };
  interface Sarif {
    readonly runs: readonly { readonly results: readonly { readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region?: { readonly startLine: number } } }[] }[] }[];
  } // prettier-ignore
  const { runs } = JSON.parse(readFileSync(report, 'utf8')) as Sarif;
  const found = runs.flatMap(({ results }) =>
    results.flatMap(({ locations }) =>
      locations.map(({ physicalLocation: at }) => `${at.artifactLocation.uri}:${at.region?.startLine ?? 0}`),
    ),
  );
  return { ...last, stdout: text, found };
}

function gitlab(world: World, { kind, before = zero, branch = 'topic' }: Event): Outcome {
  const run = sh(world, template.unleak.script.join('\n'), {
    CI_PIPELINE_SOURCE: { push: 'push', request: 'merge_request_event', schedule: 'schedule' }[kind],
    CI_COMMIT_SHA: head(world),
    CI_COMMIT_BEFORE_SHA: kind === 'push' ? before : zero,
    CI_DEFAULT_BRANCH: 'main',
    ...(kind === 'request' ? { CI_MERGE_REQUEST_DIFF_BASE_SHA: main(world) } : { CI_COMMIT_BRANCH: branch }),
  });
  const report = world.path('work/gl-secret-detection-report.json');
  if (!existsSync(report)) return { ...run, stdout: run.stdout + run.stderr, found: undefined };
  const { vulnerabilities } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly vulnerabilities: readonly {
      readonly location: { readonly file: string; readonly start_line?: number };
    }[];
  };
  const found = vulnerabilities.map(({ location }) => `${location.file}:${location.start_line ?? 0}`);
  return { ...run, stdout: run.stdout + run.stderr, found };
}

for (const [platform, run] of Object.entries({ github, gitlab })) {
  test(`${platform}: a request with a new secret fails, and its report holds that one alone`, (t) => {
    const world = base.copy();
    world.commit('work', { 'old.yaml': `a: 2\ntoken: ${old}\n`, 'new.yaml': `token: ${fresh}\n` });
    world.commit('work', { 'b.txt': 'b' });
    const outcome = run(world, { kind: 'request' });
    t.is(outcome.status, 1, outcome.stdout);
    t.deepEqual(outcome.found, ['new.yaml:1']);
    t.false(outcome.stdout.includes(fresh));
    t.regex(outcome.stdout, /new\.yaml/);
  });

  test(`${platform}: a request that touches a file with an old secret passes`, (t) => {
    const world = base.copy();
    world.commit('work', { 'old.yaml': `a: 2\ntoken: ${old}\n` });
    const outcome = run(world, { kind: 'request' });
    t.is(outcome.status, 0, outcome.stdout);
    t.deepEqual(outcome.found, []);
  });

  test(`${platform}: a push brings what lies between before and after, also what was taken out again`, (t) => {
    const world = base.copy();
    const known = world.commit('work', { 'known.yaml': `token: ${token('ci-known')}\n` });
    world.commit('work', { 'new.yaml': `token: ${fresh}\n` });
    world.git('work', 'rm', '-q', 'new.yaml');
    world.commit('work', {});
    const outcome = run(world, { kind: 'push', before: known });
    t.is(outcome.status, 1, outcome.stdout);
    t.deepEqual(outcome.found, ['new.yaml:1']);
    // A new branch brings all that the main one does not have.
    const branch = run(world, { kind: 'push' });
    t.is(branch.status, 1);
    t.deepEqual(branch.found?.sort(), ['known.yaml:1', 'new.yaml:1']);
    // So does one whose old commits are nowhere any more.
    t.deepEqual(run(world, { kind: 'push', before: 'a'.repeat(40) }).found?.sort(), [
      'known.yaml:1',
      'new.yaml:1',
    ]);
  });

  test(`${platform}: a commit that only the server has is fetched`, (t) => {
    const world = base.copy();
    const before = world.commit('work', { 'known.yaml': `token: ${token('ci-known')}\n` });
    world.git('work', 'push', '-q', 'origin', 'HEAD:refs/hidden/before');
    world.git('work', 'reset', '-q', '--hard', 'HEAD~1');
    world.git('work', 'reflog', 'expire', '--expire=now', '--all');
    world.git('work', 'gc', '-q', '--prune=now');
    t.not(world.try('work', ['cat-file', '-e', before]).status, 0);
    world.commit('work', { 'new.yaml': `token: ${fresh}\n` });
    const outcome = run(world, { kind: 'push', before });
    t.is(outcome.status, 1, outcome.stdout);
    t.deepEqual(outcome.found, ['new.yaml:1']);
    t.is(world.try('work', ['cat-file', '-e', before]).status, 0);
  });

  test(`${platform}: the first push, and what runs by the clock, is the whole repository`, (t) => {
    const world = base.copy();
    t.deepEqual(run(world, { kind: 'push', branch: 'main' }).found, ['old.yaml:2']);
    const outcome = run(world, { kind: 'schedule' });
    t.is(outcome.status, 1);
    t.deepEqual(outcome.found, ['old.yaml:2']);
  });

  test(`${platform}: a shallow clone is told, not taken for clean`, (t) => {
    const world = base.copy();
    world.commit('work', { 'b.txt': 'b' });
    writeFileSync(world.path('work/.git/shallow'), `${head(world)}\n`);
    const outcome = run(world, { kind: 'push', before: main(world) });
    t.is(outcome.status, 2);
    t.regex(outcome.stdout, /shallow/);
  });
}

test('no expression stands in a script: what an event says is never a command', (t) => {
  for (const { run = '' } of action.runs.steps) t.false(run.includes('${{'), run);
});

test('what pre-commit is told calls the hooks as they are', (t) => {
  const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly {
    readonly id: string;
    readonly entry: string;
    readonly language: string;
  }[];
  const world = base.copy();
  const zeroTip = main(world);
  const tip = world.commit('work', { 'new.yaml': `token: ${fresh}\n` });
  const push = hooks.find(({ id }) => id === 'unleak-push');
  const env = {
    PRE_COMMIT_FROM_REF: zeroTip,
    PRE_COMMIT_TO_REF: tip,
    PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/topic',
    PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/topic',
    PRE_COMMIT_REMOTE_NAME: 'origin',
    PRE_COMMIT_REMOTE_URL: '../remote.git',
  };
  const stopped = sh(world, push?.entry ?? '', env);
  t.is(stopped.status, 1, stopped.stderr);
  t.regex(stopped.stderr, /push stopped: 1 secret[^]*new\.yaml:1/);
  t.is(sh(world, push?.entry ?? '', { ...env, PRE_COMMIT_TO_REF: zeroTip }).status, 0);
  world.write('work', 'staged.yaml', `token: ${token('ci-staged')}\n`);
  world.git('work', 'add', 'staged.yaml');
  t.is(sh(world, hooks.find(({ id }) => id === 'unleak')?.entry ?? '', {}).status, 1);
  world.write('work', 'message', `use ${fresh}\n`);
  t.is(sh(world, `${hooks.find(({ id }) => id === 'unleak-message')?.entry ?? ''} message`, {}).status, 1);
  t.true(hooks.every(({ language }) => language === 'node'));
});
