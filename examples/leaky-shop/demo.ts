// npm run demo: the whole way in one go, on a repository that leaks, in a temporary folder. Every command is the real
// program in a process of its own; nothing outside of the folder is read or written. `--keep` leaves the folder there.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../detectors/helpers.ts';
import { buildLeakyShop } from './build.ts';
import { makeSecrets } from './values.ts';

const folder = mkdtempSync(join(tmpdir(), 'unleak-demo-'));
const main = join(import.meta.dirname, '../../src/cli/main.ts');
const home = join(folder, 'home');
const env: NodeJS.ProcessEnv = {};
for (const [name, value] of Object.entries(process.env))
  if (!/^(?:GIT_|UNLEAK_|XDG_|SOPS_)/.test(name)) env[name] = value;
Object.assign(env, {
  HOME: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  XDG_STATE_HOME: join(home, '.local/state'),
  XDG_CACHE_HOME: join(home, '.cache'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'You',
  GIT_AUTHOR_EMAIL: 'you@shop.example',
  GIT_COMMITTER_NAME: 'You',
  GIT_COMMITTER_EMAIL: 'you@shop.example',
});
mkdirSync(join(home, '.config'), { recursive: true });

const shop = buildLeakyShop(join(folder, 'shop'));
/** A key that somebody pastes after the migration. */
const { stripeKey: pasted } = makeSecrets(new Random('a new leak'));
const values = [...shop.planted.map(({ value }) => value), pasted];

function say(text: string): void {
  process.stdout.write(`\n### ${text}\n\n`);
}

/** Runs a command in the shop, shows it with what it prints, and holds it to its exit code. */
function run(shown: string, command: readonly string[], expected: number, show = true): string {
  const [program = '', ...args] = command;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: shop.folder,
    env,
    encoding: 'utf8',
  });
  const output = `${stdout}${stderr}`;
  if (show) process.stdout.write(`$ ${shown}\n${masked(output, program !== 'git')}\n`);
  if (error !== undefined || status !== expected)
    throw new Error(`"${shown}" ended with ${status ?? error?.message}, not ${expected}`);
  return output;
}

const unleak = (expected: number, ...args: string[]): string =>
  run(`unleak ${args.join(' ')}`, [process.execPath, main, ...args], expected);
const git = (expected: number, ...args: string[]): string =>
  run(`git ${args.join(' ')}`, ['git', ...args], expected);

/**
 * git shows what stands in the files, so the demo masks it. Unleak itself must never show a value: then there is nothing
 * to mask.
 */
function masked(text: string, ours: boolean): string {
  let safe = text
    .replace(/(ENC\[AES256_GCM,data:)[^\]]{24,}\]/g, '$1…]')
    .replace(/(-----BEGIN AGE ENCRYPTED FILE-----)[\w+/=\s]*(-----END)/g, '$1 … $2');
  for (const value of values)
    for (const form of [value, Buffer.from(value).toString('base64')]) {
      if (ours && text.includes(form)) throw new Error('unleak printed a secret');
      safe = safe.replaceAll(form, '****');
    }
  return safe;
}

try {
  say(`1. A web shop's repository, ${shop.commits} commits. It was pushed, and it leaks.`);
  run('git init', ['git', 'init', '-q', '--bare', '-b', 'main', '../remote.git'], 0, false);
  run('git remote add', ['git', 'remote', 'add', 'origin', '../remote.git'], 0, false);
  run('git push', ['git', 'push', '-q', '-u', 'origin', 'main'], 0, false);
  git(0, 'log', '--oneline', '-6');

  say('2. What has leaked? Files, every commit, merges, stashes, messages of commits and tags.');
  unleak(1, 'scan');

  say('3. Move what stands in the manifests into SOPS. Exit code 1: some of it is left for you, and listed.');
  unleak(1, 'migrate', '--to', 'sops', '--yes');

  say('4. What that changed (values masked here; git would show you the old ones).');
  git(0, 'add', '--intent-to-add', '.');
  git(0, 'diff', '--', 'deploy', '.sops.yaml');

  say('5. Proof: the manifests hold no secret any more.');
  unleak(0, 'scan', '--no-history', 'deploy');

  say('6. Keep it out: a hook looks at every push.');
  git(0, 'add', '--all');
  git(0, 'commit', '-q', '-m', 'Secrets move into SOPS');
  unleak(0, 'hook', 'install');
  git(0, 'push');
  say('7. Somebody pastes a key, and deletes it again in the next commit. The push is stopped.');
  writeFileSync(join(shop.folder, 'src/refund.js'), `const key = '${pasted}';\n`);
  git(0, 'add', 'src/refund.js');
  git(0, 'commit', '-q', '-m', 'Refunds by the API');
  git(0, 'rm', '-q', 'src/refund.js');
  git(0, 'commit', '-q', '-m', 'Not this way');
  git(1, 'push');
  say('8. Without these commits it goes through.');
  git(0, 'reset', '-q', '--hard', 'HEAD~2');
  writeFileSync(join(shop.folder, 'src/refund.js'), 'const key = process.env.STRIPE_API_KEY;\n');
  git(0, 'add', 'src/refund.js');
  git(0, 'commit', '-q', '-m', 'Refunds by the API');
  git(0, 'push');
  say(
    'Done. What was ever pushed is known: revoke it where the scan says. Now your own repository: unleak scan',
  );
} finally {
  if (process.argv.includes('--keep')) process.stdout.write(`kept: ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
}
