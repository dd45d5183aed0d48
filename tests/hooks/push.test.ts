import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import test from 'ava';
import { listPushed } from '../../src/git/index.ts';
import { heldBy, readSettings } from '../../src/hooks/remote.ts';
import { parsePrePush } from '../../src/hooks/updates.ts';
import { token, World } from './world.ts';

const secret = token('push');

// `origin` holds one commit; `work` is a clone of it with the hook installed behind a recorder of what git says to it.
const base = new World();
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
base.git('.', 'init', '-q', '--bare', '-b', 'main', 'empty.git');
base.git('.', 'init', '-q', '-b', 'main', 'work');
base.commit('work', { 'README.md': 'shop\n', 'src/app.js': 'start();\n' }, 'start');
base.git('work', 'remote', 'add', 'origin', '../remote.git');
base.git('work', 'push', '-q', '-u', 'origin', 'main');
const recorder = `#!/bin/sh
{ printf '%s\\n%s\\n' "$1" "$2"; cat; } > "$(git rev-parse --absolute-git-dir)/recorded"
`;
function install(world: World, repository: string): void {
  const hooks = resolve(world.path(repository), world.git(repository, 'rev-parse', '--git-path', 'hooks'));
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, 'pre-push'), recorder, { mode: 0o755 });
  const run = world.unleak(repository, 'hook', 'install');
  if (run.status !== 0) throw new Error(run.stderr);
}
install(base, 'work');

// Two ways to a remote that are no folder: git's own server, and what ssh starts on the other side.
const port = await new Promise<number>((found) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => found(typeof address === 'object' ? (address?.port ?? 0) : 0));
  });
});
const daemon = spawn(
  'git',
  ['daemon', '--listen=127.0.0.1', `--port=${port}`, '--reuseaddr', '--export-all', '--enable=receive-pack', '--base-path=/', '/'],
  { env: base.env, stdio: 'ignore' },
); // prettier-ignore
test.after.always(() => daemon.kill());
const ssh = base.path('ssh');
writeFileSync(ssh, '#!/bin/sh\nfor command; do :; done\nexec sh -c "$command"\n', { mode: 0o755 });

/** Lets `origin` be reached by another way than as a folder; the refs that are known of it stay. */
function serve(world: World, by: 'daemon' | 'ssh'): void {
  const start = by === 'daemon' ? `git://127.0.0.1:${port}` : 'ssh://git@127.0.0.1';
  world.git('work', 'remote', 'set-url', 'origin', start + world.path('remote.git'));
  if (by === 'ssh') world.git('work', 'config', 'core.sshCommand', ssh);
}

interface Situation {
  /** `text` leaks, or does not: the same push either way. Gives the arguments of the push, and where it starts. */
  readonly push: (world: World, text: string) => string[];
  readonly from?: string;
  /** Independently: what the other side holds before the push, as revisions that `work` knows. Default: its refs. */
  readonly to?: string;
  /** Why more is scanned than the other side lacks: git cannot know here what that is. */
  readonly more?: string;
  /** What git is told about where the other side is: a path, or a server on this machine. */
  readonly by?: 'daemon' | 'ssh';
  /** Tried with UNLEAK_LONG alone: another one goes the same way through the program. */
  readonly rare?: true;
}

const situations: Readonly<Record<string, Situation>> = {
  'one commit on top': {
    push: (w, text) => (w.commit('work', { 'a.txt': text }), ['origin', 'main']),
  },
  'a new branch': {
    push: (w, text) => (
      w.git('work', 'switch', '-q', '-c', 'topic'),
      w.commit('work', { 'a.txt': text }),
      ['origin', 'topic']
    ),
  },
  'several refs, the secret in the last one': {
    push: (w, text) => {
      w.commit('work', { 'clean.txt': 'fine' });
      w.git('work', 'switch', '-q', '-c', 'zzz', 'HEAD~1');
      w.commit('work', { 'a.txt': text });
      return ['origin', 'main', 'zzz'];
    },
  },
  'a forced push of an amended commit': {
    push: (w, text) => {
      w.git('work', 'commit', '-q', '--amend', '-m', 'other');
      w.commit('work', { 'a.txt': text });
      return ['--force', 'origin', 'main'];
    },
  },
  'a secret that was added and removed again': {
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'rm', '-q', 'a.txt');
      w.commit('work', {});
      return ['origin', 'main'];
    },
  },
  'a secret in the first of sixty commits': {
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'rm', '-q', 'a.txt');
      for (let i = 0; i < 60; i++) w.git('work', 'commit', '-q', '--allow-empty', '-m', `${i}`);
      return ['origin', 'main'];
    },
  },
  'a merge whose secret stands in neither parent': {
    push: (w, text) => {
      w.git('work', 'switch', '-q', '-c', 'side');
      w.commit('work', { 'side.txt': 'side' });
      w.git('work', 'switch', '-q', 'main');
      w.commit('work', { 'main.txt': 'main' });
      w.git('work', 'merge', '-q', '--no-ff', '--no-commit', 'side');
      w.commit('work', { 'merged.txt': text }, 'merge');
      return ['origin', 'main'];
    },
  },
  'a renamed and edited file': {
    push: (w, text) => {
      w.git('work', 'mv', 'src/app.js', 'src/shop.js');
      w.commit('work', { 'src/shop.js': `start();\n${text}` });
      return ['origin', 'main'];
    },
  },
  'a commit message': {
    push: (w, text) => (w.commit('work', { 'b.txt': 'b' }, `work\n\n${text}`), ['origin', 'main']),
  },
  'the message of an empty commit': {
    push: (w, text) => (w.commit('work', {}, `work\n\n${text}`), ['origin', 'main']),
  },
  'an annotated tag': { push: (w, text) => (w.git('work', 'tag', '-a', 'v1', '-m', text), ['origin', 'v1']) },
  'a tag of a tag': {
    push: (w, text) => {
      w.git('work', 'tag', '-a', 'inner', '-m', text);
      w.git('work', 'tag', '-a', 'outer', '-m', 'fine', 'inner');
      return ['origin', 'outer'];
    },
  },
  'a lightweight tag on a new commit': {
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'tag', 'light');
      return ['origin', 'light'];
    },
  },
  'all tags': { push: (w, text) => (w.git('work', 'tag', '-a', 'v2', '-m', text), ['origin', '--tags']) },
  'tags that follow': {
    push: (w, text) => {
      w.commit('work', { 'b.txt': 'b' });
      w.git('work', 'tag', '-a', 'v3', '-m', text);
      return ['--follow-tags', 'origin', 'main'];
    },
  },
  'a ref to a blob': {
    push: (w, text) => {
      w.write('.', 'blob.txt', text);
      const oid = w.git('work', 'hash-object', '-w', '../blob.txt');
      w.git('work', 'tag', 'blob', oid);
      return ['origin', 'refs/tags/blob'];
    },
  },
  'a ref to a tree': {
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'tag', 'tree', 'HEAD^{tree}');
      w.git('work', 'reset', '-q', '--hard', 'HEAD~1');
      return ['origin', 'refs/tags/tree'];
    },
  },
  notes: { push: (w, text) => (w.git('work', 'notes', 'add', '-m', text), ['origin', 'refs/notes/commits']) },
  'a mirror': {
    push: (w, text) => (w.commit('work', { 'a.txt': text }), ['--mirror', '../empty.git']),
    to: 'empty.git',
  },
  'a first push to an empty repository': {
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'remote', 'add', 'fresh', '../empty.git');
      return ['fresh', 'main'];
    },
    to: 'empty.git',
  },
  'a remote that is given as a path': {
    push: (w, text) => (w.commit('work', { 'a.txt': text }), ['../remote.git', 'main']),
  },
  'a new branch to a remote that is given as a path': {
    more: 'git says of such a remote only what it has under the names that are pushed',
    push: (w, text) => {
      w.git('work', 'switch', '-q', '-c', 'topic');
      w.commit('work', { 'a.txt': text });
      return ['../remote.git', 'topic'];
    },
  },
  'a renamed remote': {
    push: (w, text) => {
      w.git('work', 'remote', 'rename', 'origin', 'upstream');
      w.commit('work', { 'a.txt': text });
      return ['upstream', 'main'];
    },
  },
  'an old tip that is not here': {
    push: (w, text) => {
      w.git('.', 'clone', '-q', 'remote.git', 'colleague');
      w.commit('colleague', { 'c.txt': 'c' });
      w.git('colleague', 'push', '-q', 'origin', 'main');
      w.commit('work', { 'a.txt': text });
      return ['--force', 'origin', 'main'];
    },
  },
  'a push URL that leads elsewhere, past what origin has': {
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'push', '-q', '--no-verify', 'origin', 'main');
      w.git('work', 'config', 'remote.origin.pushurl', '../empty.git');
      return ['origin', 'main'];
    },
    to: 'empty.git',
  },
  'a remote whose name begins like another’s': {
    push: (w, text) => {
      w.git('work', 'remote', 'add', 'origin/other', '../empty.git');
      w.commit('work', { 'a.txt': text });
      w.git('work', 'push', '-q', '--no-verify', 'origin/other', 'main:leaked');
      return ['origin', 'main'];
    },
  },
  'a detached HEAD': {
    push: (w, text) => {
      w.git('work', 'switch', '-q', '--detach');
      w.commit('work', { 'a.txt': text });
      return ['origin', 'HEAD:refs/heads/detached'];
    },
  },
  'a push without arguments': { push: (w, text) => (w.commit('work', { 'a.txt': text }), []) },
  'an atomic push': {
    push: (w, text) => (w.commit('work', { 'a.txt': text }), ['--atomic', 'origin', 'main', 'main:copy']),
  },
  'a deletion beside it': {
    push: (w, text) => {
      w.git('work', 'push', '-q', 'origin', 'main:old');
      w.commit('work', { 'a.txt': text });
      return ['origin', ':old', 'main'];
    },
  },
  'a linked worktree': {
    push: (w, text) => {
      w.git('work', 'worktree', 'add', '-q', '../linked', '-b', 'linked');
      w.commit('linked', { 'a.txt': text });
      return ['origin', 'linked'];
    },
    from: 'linked',
  },
  'a bare repository': {
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('.', 'clone', '-q', '--bare', 'work', 'bare.git');
      w.git('bare.git', 'remote', 'set-url', 'origin', w.path('remote.git'));
      install(w, 'bare.git');
      return [w.path('remote.git'), 'main'];
    },
    from: 'bare.git',
  },
  'a shallow clone': {
    push: (w, text) => {
      w.commit('work', { 'b.txt': 'b' });
      w.git('work', 'push', '-q', 'origin', 'main');
      w.git('.', 'clone', '-q', '--depth', '1', `file://${w.path('remote.git')}`, 'shallow');
      install(w, 'shallow');
      w.commit('shallow', { 'a.txt': text });
      return ['origin', 'main'];
    },
    from: 'shallow',
  },
  'a submodule': {
    push: (w, text) => {
      w.git('.', 'init', '-q', '-b', 'main', 'super');
      w.git(
        'super',
        '-c',
        'protocol.file.allow=always',
        'submodule',
        'add',
        '-q',
        w.path('remote.git'),
        'sub',
      );
      install(w, 'super/sub');
      w.commit('super/sub', { 'a.txt': text });
      return ['origin', 'main'];
    },
    from: 'super/sub',
  },
  'a repository with SHA-256': {
    push: (w, text) => {
      w.git('.', 'init', '-q', '--object-format=sha256', '-b', 'main', 'new');
      w.git('.', 'init', '-q', '--object-format=sha256', '--bare', '-b', 'main', 'new.git');
      install(w, 'new');
      w.commit('new', { 'a.txt': text });
      return ['../new.git', 'main'];
    },
    from: 'new',
    to: 'new.git',
  },
  'a file that git takes for binary': {
    push: (w, text) => (
      w.commit('work', { 'a.lock': text, '.gitattributes': '*.lock -diff' }),
      ['origin', 'main']
    ),
  },
  'a UTF-16 file': {
    push: (w, text) => (
      w.commit('work', { 'a.ps1': Buffer.from(`\ufeff${text}`, 'utf16le') }),
      ['origin', 'main']
    ),
  },
  'the target of a symbolic link': {
    push: (w, text) => (symlinkSync(text, w.path('work', 'link')), w.commit('work', {}), ['origin', 'main']),
  },
  'base64 in a Kubernetes Secret': {
    push: (w, text) => (
      w.commit('work', {
        'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  a: ${Buffer.from(text).toString('base64')}\n`,
      }),
      ['origin', 'main']
    ),
  },
  'a file name with a line feed and an escape': {
    push: (w, text) => (w.commit('work', { 'a\n\u001b[31mred': text }), ['origin', 'main']),
  },
  'an object that a replacement hides': {
    push: (w, text) => {
      w.write('.', 'shown.txt', 'nothing');
      w.commit('work', { 'a.txt': text });
      const shown = w.git('work', 'hash-object', '-w', '../shown.txt');
      w.git('work', 'replace', w.git('work', 'rev-parse', 'HEAD:a.txt'), shown);
      return ['origin', 'main'];
    },
  },
  'an octopus merge that brings a file of its own': {
    push: (w, text) => {
      for (const side of ['one', 'two']) {
        w.git('work', 'switch', '-q', '-c', side, 'main');
        w.commit('work', { [`${side}.txt`]: side });
      }
      w.git('work', 'switch', '-q', 'main');
      w.git('work', 'merge', '-q', '--no-ff', '--no-commit', 'one', 'two');
      w.commit('work', { 'merged.txt': text }, 'octopus');
      return ['origin', 'main'];
    },
  },
  'a branch without a common commit': {
    push: (w, text) => {
      w.git('work', 'switch', '-q', '--orphan', 'pages');
      w.commit('work', { 'index.html': text });
      return ['origin', 'pages'];
    },
  },
  'a tag that moves': {
    push: (w, text) => {
      w.git('work', 'tag', 'latest');
      w.git('work', 'push', '-q', '--no-verify', 'origin', 'latest');
      w.commit('work', { 'a.txt': text });
      w.git('work', 'tag', '-f', 'latest');
      return ['--force', 'origin', 'latest'];
    },
  },
  'everything that matches, by push.default': {
    push: (w, text) => {
      w.git('work', 'branch', 'old');
      w.git('work', 'push', '-q', '--no-verify', 'origin', 'old');
      w.git('work', 'config', 'push.default', 'matching');
      w.git('work', 'switch', '-q', 'old');
      w.commit('work', { 'a.txt': text });
      w.git('work', 'switch', '-q', 'main');
      return ['origin'];
    },
  },
  'another remote for pushes, by remote.pushDefault': {
    push: (w, text) => {
      w.git('work', 'remote', 'add', 'fork', '../empty.git');
      w.git('work', 'config', 'remote.pushDefault', 'fork');
      w.git('work', 'config', 'push.default', 'current');
      w.commit('work', { 'a.txt': text });
      return [];
    },
    to: 'empty.git',
  },
  'a partial clone': {
    push: (w, text) => {
      w.git('remote.git', 'config', 'uploadpack.allowFilter', 'true');
      w.git(
        '.',
        'clone',
        '-q',
        '--filter=blob:none',
        '--no-checkout',
        `file://${w.path('remote.git')}`,
        'partial',
      );
      install(w, 'partial');
      w.git('partial', 'reset', '-q');
      w.write('partial', 'a.txt', text);
      w.git('partial', 'add', 'a.txt');
      w.git('partial', 'commit', '-q', '-m', 'work');
      return ['origin', 'main'];
    },
    from: 'partial',
  },
  'one commit on top, to git’s own server': {
    by: 'daemon',
    push: (w, text) => (w.commit('work', { 'a.txt': text }), ['origin', 'main']),
  },
  'several refs and a tag, to git’s own server': {
    by: 'daemon',
    push: (w, text) => {
      w.commit('work', { 'a.txt': 'fine' });
      w.git('work', 'tag', '-a', 'v4', '-m', text);
      return ['origin', 'main', 'main:copy', 'v4'];
    },
  },
  'a first push, to git’s own server': {
    by: 'daemon',
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      return [w.git('work', 'remote', 'get-url', 'origin').replace('remote.git', 'empty.git'), 'main'];
    },
    to: 'empty.git',
  },
  'one commit on top, by ssh': {
    by: 'ssh',
    push: (w, text) => (w.commit('work', { 'a.txt': text }), ['origin', 'main']),
  },
  'a forced push, by ssh': {
    by: 'ssh',
    push: (w, text) => {
      w.git('work', 'commit', '-q', '--amend', '-m', 'other');
      w.commit('work', { 'a.txt': text });
      return ['--force', 'origin', 'main'];
    },
  },
  'a new branch to the other spelling of an ssh URL': {
    by: 'ssh',
    push: (w, text) => {
      const url = w.git('work', 'remote', 'get-url', 'origin');
      w.git(
        'work',
        'config',
        'remote.origin.pushurl',
        url.replace('ssh://git@127.0.0.1/', 'ssh://git@127.0.0.1:22/'),
      );
      w.git('work', 'switch', '-q', '-c', 'topic');
      w.commit('work', { 'a.txt': text });
      return ['origin', 'topic'];
    },
  },
  'a stash with what git does not know yet': {
    rare: true,
    push: (w, text) => {
      w.write('work', 'new.txt', text);
      w.git('work', 'stash', '-q', '-u');
      return ['origin', 'stash@{0}:refs/heads/wip'];
    },
  },
  'a tag of a tag of a blob': {
    rare: true,
    push: (w, text) => {
      w.write('.', 'blob.txt', text);
      w.git('work', 'tag', '-a', 'one', '-m', 'one', w.git('work', 'hash-object', '-w', '../blob.txt'));
      w.git('work', 'tag', '-a', 'two', '-m', 'two', 'one');
      return ['origin', 'two'];
    },
  },
  'another place, by pushInsteadOf': {
    rare: true,
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'push', '-q', '--no-verify', 'origin', 'main');
      w.git('work', 'config', 'url.../empty.git.pushInsteadOf', '../remote.git');
      return ['origin', 'main'];
    },
    to: 'empty.git',
  },
  'a remote by a short name of its place': {
    rare: true,
    push: (w, text) => {
      w.git('work', 'config', `url.${w.folder}/.insteadOf`, 'shop:');
      w.git('work', 'remote', 'set-url', 'origin', 'shop:remote.git');
      w.git('work', 'switch', '-q', '-c', 'topic');
      w.commit('work', { 'a.txt': text });
      return ['origin', 'topic'];
    },
  },
  'a lease that holds': {
    rare: true,
    push: (w, text) => {
      w.git('work', 'commit', '-q', '--amend', '-m', 'other');
      w.commit('work', { 'a.txt': text });
      return ['--force-with-lease', '--signed=no', 'origin', 'main'];
    },
  },
  'a submodule’s own push, on demand': {
    rare: true,
    push: (w, text) => {
      w.git('.', 'init', '-q', '--bare', '-b', 'main', 'sub.git');
      w.git('.', 'clone', '-q', 'sub.git', 'part');
      w.commit('part', { 's.txt': 's' });
      w.git('part', 'push', '-q', 'origin', 'HEAD:main');
      w.git('work', '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../sub.git', 'sub');
      w.commit('work', {}, 'sub');
      w.git('work', 'push', '-q', '--no-verify', 'origin', 'main');
      install(w, 'work/sub');
      w.commit('work/sub', { 'leak.txt': text });
      return ['origin', 'main'];
    },
    from: 'work/sub',
    to: 'sub.git',
  },
  'a sparse index': {
    rare: true,
    push: (w, text) => {
      w.commit('work', { 'd/e/f.txt': 'f', 'g/h.txt': 'h' });
      w.git('work', 'push', '-q', '--no-verify', 'origin', 'main');
      w.git('work', 'sparse-checkout', 'set', '--sparse-index', 'd');
      w.commit('work', { 'd/a.txt': text });
      return ['origin', 'main'];
    },
  },
  'packs with bitmaps, an index of several, a graph of commits': {
    rare: true,
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'repack', '-q', '-adb');
      w.commit('work', { 'b.txt': 'b' });
      w.git('work', 'repack', '-q', '-d');
      w.git('work', 'multi-pack-index', 'write', '--bitmap');
      w.git('work', 'commit-graph', 'write', '--reachable', '--changed-paths');
      return ['origin', 'main'];
    },
  },
  'objects of another clone': {
    rare: true,
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('.', 'clone', '-q', '--reference', 'work', 'remote.git', 'borrower');
      install(w, 'borrower');
      w.git('borrower', 'fetch', '-q', '../work', 'main:leak');
      return ['origin', 'leak'];
    },
    from: 'borrower',
  },
  'names of refs and files in many scripts, and long ones': {
    rare: true,
    push: (w, text) => {
      w.git('work', 'switch', '-q', '-c', `größe/日本/${'deep/'.repeat(20)}${'x'.repeat(100)}`);
      w.commit('work', { [`ordner/${'lang'.repeat(50)}/größe 日本.txt`]: text });
      return ['origin', 'HEAD'];
    },
  },
  'from a shallow clone to an empty repository': {
    rare: true,
    push: (w, text) => {
      w.commit('work', { 'a.txt': text });
      w.git('work', 'push', '-q', '--no-verify', 'origin', 'main');
      w.git('.', 'clone', '-q', '--depth', '1', `file://${w.path('remote.git')}`, 'shallow');
      install(w, 'shallow');
      w.commit('shallow', { 'b.txt': 'b' });
      w.git('empty.git', 'config', 'receive.shallowUpdate', 'true');
      return ['../empty.git', 'main'];
    },
    from: 'shallow',
    to: 'empty.git',
  },
  'the replacements themselves': {
    rare: true,
    push: (w, text) => {
      w.write('.', 'blob.txt', text);
      const oid = w.git('work', 'hash-object', '-w', '../blob.txt');
      w.git('work', 'replace', w.git('work', 'rev-parse', 'HEAD:README.md'), oid);
      return ['origin', 'refs/replace/*:refs/replace/*'];
    },
  },
  'where branch.pushRemote leads': {
    rare: true,
    push: (w, text) => {
      w.git('work', 'remote', 'add', 'fork', '../empty.git');
      w.git('work', 'config', 'branch.main.pushRemote', 'fork');
      w.git('work', 'config', 'push.default', 'current');
      w.commit('work', { 'a.txt': text });
      return [];
    },
    to: 'empty.git',
  },
  'what another remote has already': {
    rare: true,
    push: (w, text) => {
      w.git('work', 'remote', 'add', 'two', '../empty.git');
      w.commit('work', { 'a.txt': text });
      w.git('work', 'push', '-q', '--no-verify', 'two', 'main');
      return ['origin', 'main'];
    },
  },
  'the name of a branch': {
    push: (w, text) => (w.commit('work', { 'b.txt': 'b' }), ['origin', `main:refs/heads/fix-${text}`]),
  },
};

const long = process.env['UNLEAK_LONG'] !== undefined;
for (const [number, [name, situation]] of Object.entries(situations).entries()) {
  const { push, from = 'work', to = 'remote.git', more, by, rare } = situation;
  (rare === true && !long ? test.skip : test)(`stopped: ${name}`, async (t) => {
    const world = base.copy();
    if (by !== undefined) serve(world, by);
    const args = push(world, secret);
    const held = world.git(to, 'rev-list', '--all');
    const before = world.git(to, 'for-each-ref', '--format=%(objectname)').split('\n').filter(Boolean);
    const run = world.try(from, ['push', ...args]);
    t.not(run.status, 0, 'the push went through');
    t.regex(run.stderr, /^unleak: (?:error: )?push stopped: /m);
    t.false(
      (run.stdout + run.stderr).replaceAll(`fix-${secret}`, '').includes(secret),
      'the secret was printed',
    );
    t.deepEqual(
      world.git(to, 'for-each-ref', '--format=%(objectname)').split('\n').filter(Boolean),
      before,
      'the other side changed',
    );
    // What was looked at holds all that the other side does not have, computed from the other side's own refs.
    const gitDir = world.git(from, 'rev-parse', '--absolute-git-dir');
    const [remote = '', url = '', ...lines] = readFileSync(`${gitDir}/recorded`, 'utf8').split('\n');
    const updates = parsePrePush(lines.join('\n'));
    const refs = heldBy(await readSettings(world.path(from)), remote, url);
    const range = {
      include: updates.flatMap((update) => update.wanted ?? []),
      exclude: updates.flatMap((update) => update.there ?? []),
      ...(refs === undefined ? {} : { held: refs }),
    };
    const scanned = new Set<string>();
    for await (const { objects } of listPushed({ cwd: world.path(from) }, range))
      for (const { oid } of objects) scanned.add(oid);
    // Independently: what the other side itself said that it has, as far as it is known here.
    const rows = (text: string): string[] => text.split('\n').filter(Boolean);
    const has = [...before, ...held.split('\n')].filter(Boolean);
    const here = world
      .git(from, 'cat-file', '--batch-all-objects', '--batch-check=%(objectname)')
      .split('\n');
    const known = has.filter((oid) => here.includes(oid));
    const list = (...not: string[]): Set<string> =>
      new Set(
        rows(
          world.git(from, 'rev-list', '--objects', '--no-object-names', ...range.include, '--not', ...not),
        ),
      );
    const lacking = list(...known);
    t.deepEqual([...lacking].filter((oid) => !scanned.has(oid)), [], 'less was scanned than the other side lacks'); // prettier-ignore
    const beyond = [...scanned].filter((oid) => !lacking.has(oid));
    if (more === undefined) t.deepEqual(beyond, [], 'more was scanned than the other side lacks');
    else t.not(beyond.length, 0, `exact after all: ${more}`);
  });

  (!long && (rare === true || number % 8 !== 0) ? test.skip : test)(`let through: ${name}`, (t) => {
    const world = base.copy();
    if (by !== undefined) serve(world, by);
    const args = push(world, 'changeme');
    const run = world.try(from, ['push', ...args]);
    t.is(run.status, 0, run.stderr);
  });
}

test('what the remote has already is not scanned again', (t) => {
  const world = base.copy();
  world.commit('work', { 'a.txt': secret });
  world.git('work', 'push', '-q', '--no-verify', 'origin', 'main');
  world.commit('work', { 'b.txt': 'fine' });
  const run = world.try('work', ['push', 'origin', 'main']);
  t.is(run.status, 0, run.stderr);
});

test('a file that the remote has with its secret may change elsewhere; a secret that is new in it may not come', (t) => {
  const world = base.copy();
  const lines = `first\ntoken: ${secret}\n${'more\n'.repeat(30)}`;
  world.commit('work', {
    'a.txt': lines,
    'b.env': `token=${secret}\n`,
    'c.yaml': `password: ${token('held')}\n`,
  });
  world.git('work', 'push', '-q', '--no-verify', 'origin', 'main');
  world.commit('work', { 'a.txt': `new\n${lines}last\n`, 'b.env': `A=1\ntoken=${secret}\n` });
  const moved = `${'more\n'.repeat(30)}first\ntoken: ${secret}\n`;
  world.commit('work', { 'a.txt': moved });
  // The same on a branch of its own, and merged with it.
  world.git('work', 'switch', '-q', '-c', 'topic', 'HEAD~1');
  world.commit('work', { 'c.yaml': `password: ${token('held')}\nmore: 1\n` });
  world.git('work', 'merge', '-q', '--no-edit', 'main');
  const run = world.try('work', ['push', 'origin', 'main', 'topic']);
  t.is(run.status, 0, run.stderr);
  // Beside it, in its place, and in a file that had none.
  for (const files of [
    { 'a.txt': `${moved}other: ${token('beside')}\n` },
    { 'a.txt': moved.replace(secret, token('instead')) },
    { 'README.md': `token: ${secret}\n` },
  ]) {
    world.git('work', 'switch', '-q', '-C', 'try', 'origin/topic');
    world.commit('work', files);
    const stopped = world.try('work', ['push', 'origin', 'try']);
    t.not(stopped.status, 0);
    t.regex(stopped.stderr, /push stopped: 1 secret/);
  }
});

test('a file in Git LFS is told, for a push brings no more than its pointer', (t) => {
  const world = base.copy();
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize 12345\n`;
  world.commit('work', { 'data/large.bin': pointer });
  const run = world.try('work', ['push', 'origin', 'main']);
  t.is(run.status, 0, run.stderr);
  t.regex(run.stderr, /unleak: warning: not read, for its content lies in Git LFS: data\/large\.bin/);
});

test('a deletion alone, and nothing to push', (t) => {
  const world = base.copy();
  world.git('work', 'push', '-q', 'origin', 'main:old');
  t.is(world.try('work', ['push', 'origin', ':old']).status, 0);
  t.is(world.try('work', ['push', 'origin', 'main']).status, 0);
});

test('the message says what, where, and the shortest way out', (t) => {
  const world = base.copy();
  const oid = world.commit('work', { 'config/app.yaml': `a: 1\ntoken: ${secret}\n` });
  const { stderr } = world.try('work', ['push', 'origin', 'main']);
  t.regex(stderr, /unleak: push stopped: 1 secret would leak/);
  t.true(stderr.includes(`config/app.yaml:2 in commit ${oid.slice(0, 10)}`), stderr);
  t.regex(stderr, /git commit --amend/);
  world.commit('work', { 'other.txt': 'fine' });
  t.regex(
    world.try('work', ['push', 'origin', 'main']).stderr,
    new RegExp(`git rebase -i --rebase-merges ${oid.slice(0, 10)}\\^`),
  );
});

test('the way out is the one of the branch: from its root, of another branch, of a ref that is none', (t) => {
  const world = base.copy();
  const told = (...args: string[]): string => world.try('work', ['push', ...args]).stderr;
  const message = world.commit('work', { 'a.txt': 'a' }, secret);
  t.regex(told('origin', 'main'), /take it out of the message: git commit --amend/);
  world.git('work', 'switch', '-q', '--orphan', 'fresh');
  const root = world.commit('work', { 'root.txt': secret });
  world.commit('work', { 'db.yaml': `apiVersion: v1\nkind: Secret\nstringData: {a: ${token('way')}}\n` });
  const both = told('origin', 'fresh');
  t.regex(both, /unleak migrate --no-history --to sops moves it/);
  t.regex(both, new RegExp(`rebase -i --rebase-merges --root, with "edit" at ${root.slice(0, 10)}, `));
  world.git('work', 'switch', '-q', 'main');
  world.git('work', 'switch', '-q', '-c', 'side', 'origin/main');
  t.regex(
    told('origin', 'main'),
    new RegExp(`git switch main && git rebase -i --rebase-merges ${message.slice(0, 10)}\\^, with "reword"`),
  );
  world.git('work', 'notes', 'add', '-m', secret);
  t.regex(told('origin', 'refs/notes/commits'), /in commits of refs\/notes\/commits alone/);
});

test('UNLEAK_ALLOW lets a finding through once, with a reason that is written down', (t) => {
  const world = base.copy();
  world.commit('work', { 'a.txt': secret });
  const id = /^ {4}id (\S+)$/m.exec(world.try('work', ['push', 'origin', 'main']).stderr)?.[1] ?? '';
  t.not(id, '');
  const bare = world.try('work', ['push', 'origin', 'main'], { UNLEAK_ALLOW: id });
  t.not(bare.status, 0);
  t.regex(bare.stderr, /UNLEAK_ALLOW needs UNLEAK_REASON/);
  const other = world.try('work', ['push', 'origin', 'main'], {
    UNLEAK_ALLOW: 'other',
    UNLEAK_REASON: 'why',
  });
  t.not(other.status, 0);
  const run = world.try('work', ['push', 'origin', 'main'], {
    UNLEAK_ALLOW: id,
    UNLEAK_REASON: `test ${secret}`,
  });
  t.is(run.status, 0, run.stderr);
  const audit = execFileSync('find', [world.path('state'), '-name', 'audit.jsonl'], {
    encoding: 'utf8',
  }).trim();
  t.true(existsSync(audit));
  const line = readFileSync(audit, 'utf8');
  t.regex(line, /"reason":"test /);
  t.false(line.includes(secret));
});

test('an object that is missing stops the push', (t) => {
  const world = base.copy();
  world.commit('work', { 'a.txt': 'will be lost' });
  const oid = world.git('work', 'rev-parse', 'HEAD:a.txt');
  execFileSync('rm', ['-f', world.path('work', '.git/objects', oid.slice(0, 2), oid.slice(2))]);
  const run = world.try('work', ['push', 'origin', 'main']);
  t.not(run.status, 0);
  t.regex(run.stderr, /^unleak: error: push stopped: /m);
});

test('configuration of the repository that would run a program runs none', (t) => {
  const world = base.copy();
  const ran = world.path('ran');
  for (const [key, value] of Object.entries({
    'core.fsmonitor': `touch ${ran}`,
    'core.pager': `touch ${ran}`,
    'diff.external': `touch ${ran}`,
    'diff.x.textconv': `touch ${ran}`,
    'filter.x.clean': `touch ${ran}`,
    'filter.x.smudge': `touch ${ran}`,
    'core.sshCommand': `touch ${ran}`,
    'credential.helper': `!touch ${ran}`,
    'core.alternateRefsCommand': `touch ${ran}`,
    'uploadpack.packObjectsHook': `touch ${ran}`,
    'gpg.program': `touch ${ran}`,
  }))
    world.git('work', 'config', key, value);
  world.git('work', '-c', 'core.fsmonitor=false', 'commit', '-q', '--allow-empty', '-m', secret);
  const head = world.git('work', 'rev-parse', 'HEAD');
  const line = `refs/heads/main ${head} refs/heads/main ${world.git('remote.git', 'rev-parse', 'main')}\n`;
  const run = execFileSync(
    'sh',
    ['-c', `printf '%s' '${line}' | .git/hooks/pre-push origin ../remote.git 2>&1 || true`],
    { cwd: world.path('work'), env: world.env, encoding: 'utf8' },
  );
  t.regex(run, /push stopped: 1 secret would leak/);
  t.false(existsSync(ran));
});
