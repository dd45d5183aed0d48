import { chmodSync } from 'node:fs';
import test from 'ava';
import { Random } from '../../detectors/helpers.ts';
import { heldBy, readSettings } from '../../src/hooks/remote.ts';
import { token, World } from './world.ts';

const secret = token('remote');

/** `origin` holds the secret (it was pushed past the hook); the hook is installed. */
const base = new World();
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
base.git('.', 'init', '-q', '-b', 'main', 'work');
base.git('work', 'remote', 'add', 'origin', '../remote.git');
base.commit('work', { 'a.txt': secret });
base.git('work', 'push', '-q', 'origin', 'main');
if (base.unleak('work', 'hook', 'install').status !== 0) throw new Error('not installed');

const elsewhere: Readonly<Record<string, { folder: string; setting: readonly [string, string] }>> = {
  'a pushurl whose name differs in case alone': {
    folder: 'Remote.git',
    setting: ['remote.origin.pushurl', '../Remote.git'],
  },
  'a pushurl that lacks .git': { folder: 'remote', setting: ['remote.origin.pushurl', '../remote'] },
  'pushInsteadOf that leads to another repository': {
    folder: 'public.git',
    setting: ['url.../public.pushInsteadOf', '../remote'],
  },
  'a second URL': { folder: 'second.git', setting: ['remote.origin.url', '../second.git'] },
};
for (const [name, { folder, setting }] of Object.entries(elsewhere)) {
  test(`what origin holds is scanned for another place: ${name}`, (t) => {
    const world = base.copy();
    world.git('.', 'init', '-q', '--bare', '-b', 'main', folder);
    world.git('work', 'config', '--add', ...setting);
    const run = world.try('work', ['push', 'origin', 'main']);
    t.not(run.status, 0);
    t.regex(run.stderr, /push stopped: 1 secret/);
    t.is(world.git(folder, 'for-each-ref'), '');
  });
}

const places: readonly (readonly [fetched: string, pushed: string, same: boolean])[] = [
  ['https://host/a/b.git', 'https://host/a/b.git', true],
  ['https://host/a/b.git', 'git@host:a/b', true],
  ['https://ada@HOST/a/b', 'ssh://git@host/a/b.git', true],
  ['https://host:443/a/b/', 'ssh://git@host:22/a/b', true],
  ['https://host/a/b', 'https://host:8443/a/b', false],
  ['ssh://git@host:2222/a/b', 'git@host:a/b', false],
  ['https://host/a/b', 'https://host/a/B', false],
  ['https://host/a/b', 'https://other/a/b', false],
  ['git@host:a/b', 'ada@host:a/b', false],
  ['ada@host:b', 'bob@host:b', false],
  ['host:a/b', 'git@host:a/b', false],
  ['git@host:/a/b', 'git@host:a/b', false],
  ['http://host/a/b', 'https://host/a/b', false],
  ['git://host/a/b', 'git@host:a/b', false],
  ['file:///a/b', '/a/b', false],
  ['../remote.git', '../remote', false],
];
for (const [fetched, pushed, same] of places) {
  test(`${pushed} ${same ? 'is' : 'may not be'} where ${fetched} comes from`, (t) => {
    const held = heldBy(new Map([['remote.origin.url', [fetched]]]), 'origin', pushed);
    t.deepEqual(held, same ? { prefix: 'refs/remotes/origin/', without: [] } : undefined);
  });
}

test('settings are read as git reads them: rewritten URLs, remotes whose refs lie among others’', async (t) => {
  const world = base.copy();
  const url = 'https://host/a/b';
  for (const [key, value] of [
    ['remote.origin.url', 'short:b'],
    ['url.https://host/.insteadOf', 'short:'],
    ['url.https://host/a/.insteadOf', 'short:'],
    ['url.https://other/.insteadOf', 'shor'],
    ['url.https://push/.pushInsteadOf', 'short:'],
    ['remote.origin/other.fetch', '+refs/heads/*:refs/remotes/origin/other/*'],
    ['remote.elsewhere.fetch', '+refs/heads/*:refs/remotes/elsewhere/*'],
  ] as const)
    world.git('work', 'config', '--add', key, value);
  const settings = await readSettings(world.path('work'));
  const from = world.git('work', 'remote', 'get-url', 'origin');
  t.deepEqual(heldBy(settings, 'origin', from), {
    prefix: 'refs/remotes/origin/',
    without: ['refs/remotes/origin/other/'],
  });
  t.is(from === url, heldBy(settings, 'origin', url) !== undefined);
  t.is(heldBy(settings, 'ori*', from), undefined);
  t.is(heldBy(settings, 'nowhere', from), undefined);
  // Another remote writes where this one's refs are.
  world.git('work', 'config', '--add', 'remote.all.fetch', '+refs/heads/*:refs/remotes/*');
  t.is(heldBy(await readSettings(world.path('work')), 'origin', from), undefined);
});

test('a hook for all repositories leaves a server its policy', (t) => {
  const world = base.copy();
  world.write('remote.git', 'hooks/pre-receive', '#!/bin/sh\ncat > received\nexit 1\n');
  chmodSync(world.path('remote.git/hooks/pre-receive'), 0o755);
  t.is(world.unleak('work', 'hook', 'install', '--global').status, 0);
  const oid = world.commit('work', { 'b.txt': 'fine' });
  t.regex(world.try('work', ['push', 'origin', 'main']).stderr, /pre-receive hook declined/);
  t.regex(world.git('remote.git', 'hash-object', 'received'), /^[0-9a-f]{40}$/);
  t.not(world.git('remote.git', 'rev-parse', 'main'), oid);
});

test('a value that might be secret is told, and passes', (t) => {
  const world = base.copy();
  // A public project key: its detector says "possible" whatever the model of generic secrets thinks.
  const key = ['phc', new Random('possible').base62(43)].join('_');
  world.commit('work', { 'b.txt': `${key}\n` });
  const run = world.try('work', ['push', 'origin', 'main']);
  t.is(run.status, 0, run.stderr);
  t.regex(
    run.stderr,
    /unleak: warning: this push has 1 value that might be secret[^]*\(possible\)[^]*b\.txt:1/,
  );
  t.false(run.stderr.includes(key));
  world.commit('work', { 'c.txt': token('beside') });
  const beside = world.try('work', ['push', 'origin', 'main']);
  t.not(beside.status, 0);
  t.regex(beside.stderr, /push stopped: 1 secret/);
});

test('the last line of a stopped push is the way past the hook', (t) => {
  const world = base.copy();
  world.commit('work', { 'c.txt': token('last') });
  const lines = world.try('work', ['push', 'origin', 'main']).stderr.split('\n');
  t.regex(lines.findLast((line) => line.startsWith('unleak: ')) ?? '', /git push --no-verify/);
});
