import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { token, World } from './world.ts';

// A repository that wants to run a program, or to hide a secret, while a hook of ours looks at it.
const secret = token('attack');
const base = new World();
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
base.git('.', 'init', '-q', '-b', 'main', 'work');
base.commit('work', { 'README.md': 'shop\n' }, 'start');
base.git('work', 'remote', 'add', 'origin', '../remote.git');
base.git('work', 'push', '-q', '-u', 'origin', 'main');
for (const type of ['pre-push', 'pre-commit', 'commit-msg'])
  if (base.unleak('work', 'hook', 'install', '--type', type).status !== 0) throw new Error('not installed');
mkdirSync(base.path('ran'));

/** A command that leaves a trace under a name of its own. */
const trace = (world: World, name: string): string =>
  `touch ${world.path('ran', name.replaceAll(/\W/g, '-'))}`;

/** Settings by which git runs a program; each leaves a trace under its own name. */
const programs: Readonly<Record<string, (command: string) => string>> = {
  'core.fsmonitor': (command) => command,
  'core.pager': (command) => command,
  'pager.config': (command) => command,
  'pager.rev-list': (command) => command,
  'pager.cat-file': (command) => command,
  'core.editor': (command) => command,
  'core.askPass': (command) => command,
  'core.sshCommand': (command) => command,
  'core.gitProxy': (command) => command,
  'core.alternateRefsCommand': (command) => command,
  'credential.helper': (command) => `!${command}`,
  'diff.external': (command) => command,
  'diff.evil.command': (command) => command,
  'diff.evil.textconv': (command) => command,
  'filter.evil.clean': (command) => command,
  'filter.evil.smudge': (command) => command,
  'filter.evil.process': (command) => command,
  'merge.evil.driver': (command) => command,
  'interactive.diffFilter': (command) => command,
  'trailer.evil.command': (command) => command,
  'uploadpack.packObjectsHook': (command) => command,
  'gpg.program': (command) => command,
  'gpg.ssh.program': (command) => command,
  'gpg.ssh.defaultKeyCommand': (command) => command,
  'alias.config': (command) => `!${command}`,
  'alias.rev-list': (command) => `!${command}`,
  'alias.rev-parse': (command) => `!${command}`,
  'alias.cat-file': (command) => `!${command}`,
  'alias.ls-tree': (command) => `!${command}`,
  'remote.origin.uploadpack': (command) => command,
  'remote.origin.receivepack': (command) => command,
  'remote.origin.vcs': () => 'ext',
  'url.ext::sh -c touch% ran/insteadOf .insteadOf': () => '../',
  'protocol.ext.allow': () => 'always',
  'protocol.allow': () => 'always',
  'submodule.evil.update': (command) => `!${command}`,
  'core.hooksPath': () => 'evil-hooks',
  'sequence.editor': (command) => command,
  'core.gitProxy.for': (command) => command,
  'alias.diff-tree': (command) => `!${command}`,
  'alias.merge-base': (command) => `!${command}`,
  'alias.for-each-ref': (command) => `!${command}`,
  'pager.diff-tree': (command) => command,
  'pager.rev-parse': (command) => command,
  'pager.ls-files': (command) => command,
  'trailer.evil.cmd': (command) => command,
  'credential.https://evil.example.helper': (command) => `!${command}`,
  'remote.origin.promisor': () => 'true',
  'remote.evil.url': (command) => `ext::${command.replaceAll(' ', '% ')}`,
  'remote.evil.promisor': () => 'true',
  'remote.evil.partialCloneFilter': () => 'blob:none',
  'extensions.partialClone': () => 'evil',
  'diff.tool': () => 'evil',
  'difftool.evil.cmd': (command) => command,
  'mergetool.evil.cmd': (command) => command,
  'browser.evil.cmd': (command) => command,
  'man.evil.cmd': (command) => command,
  'sendemail.sendmailCmd': (command) => command,
  'imap.tunnel': (command) => command,
  'instaweb.httpd': (command) => command,
  'web.browser': () => 'evil',
  'rebase.instructionFormat': () => '%(trailers)',
  'receive.procReceiveRefs': () => 'refs',
  'gpg.x509.program': (command) => command,
  'gpg.openpgp.program': (command) => command,
  'http.proxy': () => 'http://127.0.0.1:1',
  'ssh.variant': () => 'simple',
  'maintenance.auto': () => 'true',
  'gc.auto': () => '1',
  'core.untrackedCache': () => 'true',
  'core.precomposeUnicode': () => 'true',
  'core.useReplaceRefs': () => 'true',
  'core.attributesFile': () => 'evil-attributes',
  'core.excludesFile': () => 'evil-excludes',
  'core.worktree': () => '..',
  'core.alternateRefsPrefixes': () => 'refs/evil',
  'core.bigFileThreshold': () => '1',
  'core.quotePath': () => 'true',
  'transfer.hideRefs': () => 'refs',
  'log.mailmap': () => 'true',
  'diff.noprefix': () => 'true',
  'diff.renames': () => 'copies',
  'diff.ignoreSubmodules': () => 'all',
  'diff.orderFile': () => '/dev/zero',
  'diff.submodule': () => 'diff',
};

/** Sets all of them in one file of settings. */
function arm(world: World, file: string): void {
  const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const lines = Object.entries(programs).map(([key, value]) => {
    const [, section = '', , name, variable = ''] = /^([^.]+)(\.(.*))?\.([^.]+)$/s.exec(key) ?? [];
    const head = name === undefined ? section : `${section} ${quoted(name)}`;
    return `[${head}]\n\t${variable} = ${quoted(value(trace(world, key)))}\n`;
  });
  lines.push('[log]\n\tshowSignature\n[submodule]\n\trecurse\n[color]\n\tui = always\n');
  appendFileSync(world.path(file), lines.join(''));
}

/** Ways by which the settings get into git. */
const ways: Readonly<Record<string, (world: World) => void>> = {
  'the configuration of the repository': (world) => arm(world, 'work/.git/config'),
  'a file that it includes': (world) => {
    arm(world, 'work/evil.config');
    world.git('work', 'config', 'include.path', '../evil.config');
  },
  'a file that it includes for this folder': (world) => {
    arm(world, 'work/evil.config');
    world.git('work', 'config', `includeIf.gitdir:${world.path('work')}/.path`, '../evil.config');
  },
  'the configuration of the working tree': (world) => {
    world.git('work', 'config', 'extensions.worktreeConfig', 'true');
    arm(world, 'work/.git/config.worktree');
  },
};

interface Heard {
  readonly status: number | null;
  readonly text: string;
}

/** Runs an installed hook as git does, so that what a push itself would run does not count. */
function hook(world: World, type: string, input: string, ...args: string[]): Heard {
  const run = spawnSync('sh', [`.git/hooks/${type}`, ...args], {
    cwd: world.path('work'),
    env: world.env,
    input,
    encoding: 'utf8',
  });
  return { status: run.status, text: run.stdout + run.stderr };
}

function push(world: World, tip: string, url = '../remote.git', name = 'origin'): Heard {
  const there = world.git('remote.git', 'rev-parse', 'main');
  return hook(world, 'pre-push', `refs/heads/main ${tip} refs/heads/main ${there}\n`, name, url);
}

/** A commit that nothing of the repository's own can keep from being made. */
function commit(world: World, files: Readonly<Record<string, string>>, message = 'work'): string {
  for (const [path, text] of Object.entries(files)) world.write('work', path, text);
  world.git('work', 'add', '--all');
  world.git('work', 'commit', '-q', '--no-verify', '--allow-empty', '-m', message);
  return world.git('work', 'rev-parse', 'HEAD');
}

const attributes = '* diff=evil filter=evil merge=evil\n';
const modules = '[submodule "evil"]\n\tpath = evil\n\turl = ext::sh -c touch% ran\n\tupdate = !touch ran\n';

for (const [way, prepare] of Object.entries(ways))
  test(`0 of ${Object.keys(programs).length} settings run a program: ${way}`, (t) => {
    const world = base.copy();
    const tip = commit(world, {
      '.gitattributes': attributes,
      '.gitmodules': modules,
      'a.txt': `${secret}\n`,
      'b.yaml': 'apiVersion: v1\n',
    });
    world.write('work', 'c.txt', `${secret}\n`);
    world.git('work', 'add', 'c.txt');
    prepare(world);
    const pushed = push(world, tip);
    t.is(pushed.status, 1);
    t.regex(pushed.text, /push stopped: 1 secret would leak/);
    const committed = hook(world, 'pre-commit', '');
    t.is(committed.status, 1);
    t.regex(committed.text, /commit stopped: 1 secret would leak[^]*c\.txt:1/);
    world.write('.', 'message', secret);
    t.regex(hook(world, 'commit-msg', '', '../message').text, /commit stopped: 1 secret would leak/);
    t.deepEqual(readdirSync(world.path('ran')), [], 'a program ran');
    t.deepEqual(
      readdirSync(world.path('work')).filter((name) => name === 'ran'),
      [],
    );
    // They would have: git by itself runs some of them.
    world.try('work', ['status']);
    t.not(readdirSync(world.path('ran')).length, 0, 'the settings are not in force');
  });

test('hooks of the repository, for what git does on our behalf, do not run', (t) => {
  const world = base.copy();
  const tip = commit(world, { 'a.txt': secret });
  for (const name of [
    'post-index-change',
    'reference-transaction',
    'fsmonitor-watchman',
    'post-checkout',
    'pre-auto-gc',
  ])
    writeFileSync(world.path('work/.git/hooks', name), `#!/bin/sh\n${trace(world, name)}\n`, { mode: 0o755 });
  t.is(push(world, tip).status, 1);
  t.is(hook(world, 'pre-commit', '').status, 0);
  t.deepEqual(readdirSync(world.path('ran')), []);
});

test('a missing object is not fetched, whatever the remote would be', (t) => {
  const world = base.copy();
  const tip = commit(world, { 'a.txt': 'lost', 'b.txt': secret });
  const lost = world.git('work', 'rev-parse', 'HEAD:a.txt');
  rmSync(world.path('work/.git/objects', lost.slice(0, 2), lost.slice(2)));
  for (const [key, value] of [
    ['extensions.partialClone', 'evil'],
    ['remote.evil.promisor', 'true'],
    ['remote.evil.url', `ext::${trace(world, 'fetched').replaceAll(' ', '% ')}`],
    ['protocol.ext.allow', 'always'],
  ] as const)
    world.git('work', 'config', key, value);
  world.git('work', 'config', 'core.repositoryFormatVersion', '1');
  t.is(push(world, tip).status, 1);
  t.deepEqual(readdirSync(world.path('ran')), []);
});

test('a file beside us is no program of ours', (t) => {
  const world = base.copy();
  const tip = commit(world, {
    'package.json': '{"type": "module", "imports": {"#x": "./evil.js"}}',
    'node_modules/yaml/index.js': "require('fs').writeFileSync('ran', '')",
    '.npmrc': 'node-options=--require=./evil.js\n',
    'unleak.js': "require('fs').writeFileSync('ran', '')",
    'a.txt': secret,
  });
  for (const name of ['git', 'node', 'cat', 'sh', 'dirname'])
    writeFileSync(world.path('work', name), `#!/bin/sh\n${trace(world, name)}\n`, { mode: 0o755 });
  t.is(push(world, tip).status, 1);
  t.deepEqual(readdirSync(world.path('ran')), []);
  t.false(readdirSync(world.path('work')).includes('ran'));
});

/** Names that a shell, git or a terminal would take for something else. */
const names = [
  '$(touch ran)', '`touch ran`', ';touch ran', '|touch ran', '-rf', '--output=ran', ':(glob)**', ':!*', "it's", '"quoted"',
  'line\nfeed', 'carriage\rreturn', '\u001b]0;title\u0007', 'tab\there', ' blank ', '..\\up', '%00', 'caf\u00e9', '\u202eright',
]; // prettier-ignore

test(`0 of ${names.length} names of files keep a secret from being found, or reach the terminal`, (t) => {
  const world = base.copy();
  const tip = commit(
    world,
    Object.fromEntries(
      names.map((name, i) => [`${name}/${name}.txt`, `token: ${token(`attack-name-${i}`)}\n`]),
    ),
  );
  const { status, text } = push(world, tip);
  t.is(status, 1);
  t.true(text.includes(`${names.length} secrets would leak`), text);
  // eslint-disable-next-line no-control-regex
  t.notRegex(text, /[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  t.deepEqual(readdirSync(world.path('ran')), []);
  t.false(readdirSync(world.path('work')).includes('ran'));
});

test('names of refs and of remotes are never a command, and hide nothing', (t) => {
  const world = base.copy();
  const tip = commit(world, { 'a.txt': secret });
  const there = world.git('remote.git', 'rev-parse', 'main');
  for (const ref of ['$(touch${IFS}ran)', '`touch${IFS}ran`', 'a;touch${IFS}ran', '(delete)'])
    t.is(
      hook(
        world,
        'pre-push',
        `refs/heads/${ref} ${tip} refs/heads/${ref} ${there}\n`,
        'origin',
        '../remote.git',
      ).status,
      1,
    );
  for (const [name, url] of [
    ['$(touch ran)', '$(touch ran)'],
    ['ext::sh -c touch% ran', 'ext::sh -c touch% ran'],
    ['--upload-pack=touch ran', '--upload-pack=touch ran'],
    ['*', '../remote.git'],
    ['../../refs/heads', '../remote.git'],
  ] as const)
    t.is(push(world, tip, url, name).status, 1, name);
  t.false(readdirSync(world.path('work')).includes('ran'));
});

/** Ways to hide what is pushed from who looks at it; each makes a commit with the secret and gives the pushed tip. */
const hiding: Readonly<Record<string, (world: World) => string>> = {
  'an attribute that says binary': (w) =>
    commit(w, { '.gitattributes': '* binary -diff\n', 'a.txt': secret }),
  'an attribute that keeps it out of archives': (w) =>
    commit(w, { '.gitattributes': '* export-ignore\n', 'a.txt': secret }),
  'an attribute of the repository’s own folder': (w) => {
    w.write('work', '.git/info/attributes', '* -diff -text export-ignore\n');
    return commit(w, { 'a.txt': secret });
  },
  'ignored, and committed all the same': (w) => {
    const tip = commit(w, { 'a.txt': secret });
    w.write('work', '.gitignore', '*\n');
    w.write('work', '.git/info/exclude', '*\n');
    return tip;
  },
  'a replaced commit': (w) => {
    const tip = commit(w, { 'a.txt': secret });
    w.git('work', 'replace', tip, 'HEAD~1');
    return tip;
  },
  'a graft': (w) => {
    commit(w, { 'a.txt': secret });
    w.git('work', 'rm', '-q', 'a.txt');
    const tip = commit(w, {});
    w.write('work', '.git/info/grafts', `${tip} ${w.git('work', 'rev-parse', 'HEAD~2')}\n`);
    return tip;
  },
  'a configuration that is a link to one outside': (w) => {
    w.write('.', 'open.yaml', 'paths: {ignore: ["*"]}\n');
    symlinkSync('../open.yaml', w.path('work/unleak.yaml'));
    return commit(w, { 'a.txt': secret });
  },
  'a configuration that names one outside': (w) => {
    w.write('.', 'open.yaml', 'paths: {ignore: ["*"]}\n');
    return commit(w, { 'unleak.yaml': 'extends: ../open.yaml\n', 'a.txt': secret });
  },
  'a configuration in a folder of that name': (w) =>
    commit(w, { 'unleak.yaml/unleak.yaml': 'paths: {ignore: ["*"]}\n', 'a.txt': secret }),
  'a configuration that never ends': (w) => {
    const level = (n: number): string =>
      `l${n}: &l${n} [${Array(9)
        .fill(`*l${n - 1}`)
        .join(', ')}]\n`;
    return commit(w, {
      'unleak.yaml': `l0: &l0 [x]\n${Array.from({ length: 12 }, (_, n) => level(n + 1)).join('')}`,
      'a.txt': secret,
    });
  },
  'a pattern that would not come to an end': (w) =>
    commit(w, {
      'unleak.json': JSON.stringify({ allow: [{ path: 'other', lineMatches: '(a+)+$', reason: 'x' }] }),
      'a.txt': `${'a'.repeat(50_000)}! ${secret}`,
    }),
  'a time limit of the repository’s own': (w) => {
    w.git('work', 'config', 'unleak.hookTimeout', '0.001');
    return commit(w, { 'a.txt': secret });
  },
  'a name of a remote whose refs are forged beside': (w) => {
    const tip = commit(w, { 'a.txt': secret });
    w.git('work', 'config', 'remote.evil.fetch', '+refs/heads/*:refs/remotes/origin/evil/*');
    w.git('work', 'update-ref', 'refs/remotes/origin/evil/main', tip);
    return tip;
  },
  'a submodule that is none': (w) => {
    w.git(
      'work',
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${w.git('work', 'rev-parse', 'HEAD')},module`,
    );
    return commit(w, { '.gitmodules': modules, 'a.txt': secret });
  },
};

for (const [name, hide] of Object.entries(hiding))
  test(`hidden from nobody: ${name}`, (t) => {
    const world = base.copy();
    const tip = hide(world);
    const { status, text } = push(world, tip);
    t.is(status, 1, text);
    t.regex(text, /^unleak: (?:error: )?push stopped: /m);
    t.false(text.includes(secret));
  });
