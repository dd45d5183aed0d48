import test from 'ava';
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { password } from '../config/world.ts';
import { TestRepository } from '../helpers/repository.ts';
import { run } from './run.ts';
import { entry } from '../helpers/program.ts';
import type { Run } from './run.ts';

const home = mkdtempSync(join(tmpdir(), 'unleak-cli-'));
const clean = join(home, 'clean');
const leaky = join(home, 'leaky');
mkdirSync(clean);
mkdirSync(leaky);
writeFileSync(join(clean, 'a.txt'), 'nothing here\n');
writeFileSync(join(leaky, 'a.env'), `DB_PASSWORD=${password('cli')}\n`);
test.after.always(() => rmSync(home, { recursive: true, force: true }));

const unleak = (args: string, cwd = clean, env: Record<string, string> = {}, input = ''): Promise<Run> =>
  run(args.split(' ').filter(Boolean), { cwd, home, env, input });

for (const [args, error, hint] of [
  ['', 'which command?', 'see "unleak --help"'],
  ['scna', 'no command is called scna', 'did you mean scan?'],
  ['migarte status', 'no command is called migarte', 'did you mean migrate?'],
  ['scan --formt json', 'no flag is called --formt', 'did you mean --format?'],
  ['scan --exit-zeor', 'no flag is called --exit-zeor', 'did you mean --exit-zero?'],
  ['migrate rolback', '', ''],
  ['detectors lst', 'no command is called lst', 'did you mean list?'],
  [
    'scan --only no-such-thing',
    'no detector or vendor is called no-such-thing',
    '"unleak detectors list" has them all',
  ],
  ['scan nowhere', 'nowhere: no such file or folder', ''],
  ['scan --history-only --no-history', '--history-only and --no-history exclude each other', ''],
  ['scan --format yaml', '--format does not take "yaml"', 'one of terminal, json'],
  ['scan --range', '--range needs a value', 'see "unleak scan --help"'],
  ['scan --staged --range a..b', '--staged and --range exclude each other', ''],
  ['scan --no-history --branch main', '--no-history and --branch exclude each other', ''],
  ['scan --staged', '. is not a git repository', 'leave out'],
  ['scan --history-only a.txt', 'a.txt is a file; --history-only', ''],
  ['scan -o .', 'cannot write .: it is a folder', 'name a file in it'],
  ['import', 'something is missing: unleak import <file>', 'see "unleak import --help"'],
  ['migrate apply', 'something is missing: unleak migrate apply <plan>', 'see "unleak migrate apply --help"'],
  ['migrate status --yes', 'no flag is called --yes', 'see "unleak migrate status --help"'],
  ['scan --accept huge', '--accept: no reason is called huge', 'one of shallow'],
  ['scan --now yesterday', '--now takes a date', ''],
  ['scan --baseline nope.json', 'nope.json: no such baseline', 'unleak scan --write-baseline makes one'],
  ['scan --config nope.yaml', 'nope.yaml: no such configuration file', ''],
  ['scan --range main..topic', '. is not a git repository', 'leave out'],
  ['scan -o nowhere/report.json', 'cannot write nowhere/report.json (ENOENT)', 'check that its folder'],
  ['migrate', 'where to? give --to', '--to sops'],
  ['migrate status nope', '', ''],
  ['migrate resume', 'no migration here can be asked to resume', '"unleak migrate status" lists them'],
  ['detectors show githb', 'no detector or vendor is called githb', 'did you mean github?'],
  ['key import nowhere', 'cannot read nowhere (ENOENT)', ''],
] as const) {
  if (error === '') continue;
  test(`unleak ${args}: exit 2, one line that says what, one that says what to type`, async (t) => {
    const { code, stdout, stderr } = await unleak(args);
    t.is(code, 2);
    t.is(stdout, '');
    const [first = '', second = ''] = stderr.split('\n');
    t.true(first.startsWith(`unleak: error: ${error}`), stderr);
    if (hint !== '') t.true(second.startsWith(`unleak: hint: ${hint}`), stderr);
    t.true(stderr.trimEnd().split('\n').length <= 2, stderr);
  });
}

for (const command of ['scan', 'migrate', 'migrate apply', 'migrate rollback', 'detectors', 'detectors test', 'key', 'key export', 'hook install', 'hook doctor', 'config check', 'import'])
  test(`unleak ${command} --help has two examples`, async (t) => {
    const { code, stdout } = await unleak(`${command} --help`);
    t.is(code, 0);
    const examples = stdout.split('Examples:\n')[1]?.match(/^ {2}unleak/gm)?.length ?? 0;
    t.is(examples, 2, stdout);
  }); // prettier-ignore

test('exit codes: clean 0, findings 1, --exit-zero 0, not all read 3, accepted 0', async (t) => {
  t.is((await unleak('scan')).code, 0);
  t.is((await unleak('scan', leaky)).code, 1);
  t.is((await unleak('scan --exit-zero', leaky)).code, 0);
  const source = new TestRepository();
  t.teardown(() => source.remove());
  source.commit('one', { a: 'x' });
  source.commit('two', { a: 'y' });
  const shallow = join(home, 'shallow');
  source.git('clone', '--quiet', '--depth', '1', `file://${source.folder}`, shallow);
  const incomplete = await unleak('scan', shallow);
  t.is(incomplete.code, 3, incomplete.stderr);
  t.regex(incomplete.stdout, /incomplete/);
  const accepted = await unleak('scan --accept shallow', shallow);
  t.is(accepted.code, 0);
  t.regex(accepted.stdout, /accepted shallow/);
});

test('UNLEAK_ variables stand for the flags of scan; the command line wins; others do not disturb', async (t) => {
  const json = await unleak('scan', leaky, { UNLEAK_FORMAT: 'json', UNLEAK_NO_SUCH: '1', UNLEAK_LONG: '1' });
  t.is((JSON.parse(json.stdout) as { schema: string }).schema, 'unleak-report/1');
  t.is((await unleak('scan', leaky, { UNLEAK_EXIT_ZERO: 'true' })).code, 0);
  t.is((await unleak('scan', leaky, { UNLEAK_SKIP: 'generic,aws' })).code, 0);
  t.regex((await unleak('scan --format csv', leaky, { UNLEAK_FORMAT: 'json' })).stdout, /^id,status/);
  const wrong = await unleak('scan', leaky, { UNLEAK_EXIT_ZERO: 'maybe' });
  t.regex(wrong.stderr, /UNLEAK_EXIT_ZERO must be true or false/);
  t.is(wrong.code, 2);
  t.is(
    (await unleak('detectors test a.env', leaky, { UNLEAK_SKIP: 'generic' })).code,
    1,
    'not for other commands',
  );
});

test('staged content alone; the files of a folder without the history, which is said', async (t) => {
  const repository = new TestRepository();
  t.teardown(() => repository.remove());
  repository.commit('one', { 'sub/a.env': `DB_PASSWORD=${password('staged')}\n`, 'b.txt': 'x\n' });
  const { folder } = repository;
  t.is((await unleak('scan --staged', folder)).code, 0, 'nothing is staged');
  writeFileSync(join(folder, 'c.env'), `DB_PASSWORD=${password('new')}\n`);
  repository.git('add', 'c.env');
  writeFileSync(join(folder, 'c.env'), '');
  t.is((await unleak('scan --staged', folder)).code, 1);
  const inside = await unleak('scan', join(folder, 'sub'));
  t.is(inside.code, 1);
  t.regex(inside.stderr, /^unleak: note: the history was not read, only files/);
  t.notRegex((await unleak('scan', folder)).stderr, /history was not read/);
  t.is((await unleak('scan --history-only', join(folder, 'sub'))).code, 2);
});

test('the flags of a command are not those of its subcommands', async (t) => {
  const { stdout } = await unleak('migrate apply --help');
  t.notRegex(stdout, /--dotenv|-q, -q|"sops", "aws", "gcp", "sops"/);
});

test('standard input is scanned', async (t) => {
  const { code, stdout } = await unleak('scan -', clean, {}, `password = "${password('stdin')}"\n`);
  t.is(code, 1);
  t.regex(stdout, /:1:13/);
});

test('a report file is whole or not there, 0600, and a failed one leaves nothing', async (t) => {
  const { code } = await unleak('scan --format json -o out.json --exit-zero', leaky);
  t.is(code, 0);
  t.deepEqual(readdirSync(leaky).toSorted(), ['a.env', 'out.json']);
  rmSync(join(leaky, 'out.json'));
  await unleak('scan --format json -o out.json --only nope', leaky);
  t.deepEqual(readdirSync(leaky), ['a.env']);
});

test('a device or a pipe that a report is written to stays what it is; a link leads nowhere', async (t) => {
  const folder = mkdtempSync(join(home, 'out-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
  let read = '';
  reader.stdout.setEncoding('utf8').on('data', (text: string) => (read += text));
  const ended = new Promise((resolve) => reader.once('close', resolve));
  t.is((await unleak(`scan --format json -o ${pipe} --exit-zero`, leaky)).code, 0);
  await ended;
  t.true(read.includes('unleak-report/1'));
  t.true(statSync(pipe).isFIFO());

  // In a hostile repository a file of the report's name may lead out of it, to a file or a device.
  writeFileSync(join(folder, 'target'), 'mine');
  for (const [name, target] of [
    ['link', 'target'],
    ['device', '/dev/null'],
  ] as const) {
    const link = join(folder, name);
    symlinkSync(target, link);
    t.is((await unleak(`scan --format json -o ${link} --exit-zero`, leaky)).code, 0);
    t.true(lstatSync(link).isFile());
    t.true(readFileSync(link, 'utf8').includes('unleak-report/1'));
  }
  t.is(readFileSync(join(folder, 'target'), 'utf8'), 'mine');
  const program = `"${process.execPath}" "${entry}" scan --format json -o /dev/stdout --exit-zero`;
  execFileSync('sh', ['-c', `${program} > redirected; ${program} | cat > piped`], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    cwd: folder,
  });
  for (const name of ['redirected', 'piped'])
    t.true(readFileSync(join(folder, name), 'utf8').includes('unleak-report/1'), name);
  t.true(lstatSync('/dev/stdout').isSymbolicLink());
  t.is((await unleak('scan --format json -o /dev/null --exit-zero', leaky)).code, 0);
  t.true(statSync('/dev/null').isCharacterDevice());
});

test('a reader that goes away is no error', async (t) => {
  const child = spawn('sh', ['-c', `"${process.execPath}" "${entry}" detectors list | head -1`], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    cwd: clean,
  }); // prettier-ignore
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.resume();
  await new Promise((resolve) => child.once('close', resolve));
  t.notRegex(stderr, /error|EPIPE/);
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  test(`${signal} while scanning: exit ${expected}, one line, no report`, async (t) => {
    const { code, stdout, stderr } = await new Promise<Run>((resolve, reject) => {
      // Standard input that never ends keeps the scan going.
      const child = spawn(process.execPath, [entry, 'scan', '-', '--format', 'json', '-o', 'r.json'], {
        cwd: clean,
        env: { PATH: process.env['PATH'] ?? '', HOME: home },
        stdio: 'pipe',
      }); // prettier-ignore
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
      child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
      child.stdin.on('error', () => {});
      // More than a pipe holds: when it is taken, the scan reads.
      child.stdin.write('waiting\n'.repeat(40_000), () => child.kill(signal));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
    t.is(code, expected, stderr);
    t.is(stdout, '');
    t.is(stderr, 'unleak: interrupted\n');
    t.false(existsSync(join(clean, 'r.json')));
  });

test('--version is quick and loads no parser', async (t) => {
  const { code, stdout } = await unleak('--version');
  t.is(code, 0);
  t.regex(stdout, /^\d+\.\d+\.\d+\n$/);
});

test('a baseline, a comment and an ignore file, from the command line', async (t) => {
  const repository = new TestRepository();
  t.teardown(() => repository.remove());
  repository.commit('one', {
    'a.env': `DB_PASSWORD=${password('a')}\n`,
    'b.env': `DB_PASSWORD=${password('b')} # unleak:allow a sample\n`,
    'vendor/c.env': `DB_PASSWORD=${password('c')}\n`,
    '.unleakignore': 'vendor/\n',
  });
  const { folder } = repository;
  const first = await unleak('scan', folder);
  t.is(first.code, 1);
  t.regex(first.stdout, /1 secret found.*2 suppressed/);
  const written = await unleak('scan --write-baseline --reason legacy --until 2099-01-01', folder);
  t.is(written.code, 0);
  t.regex(written.stderr, /1 entries added, 0 kept, 0 dropped/);
  t.is((await unleak('scan', folder)).code, 0);
  repository.commit('changed', { 'a.env': `DB_PASSWORD=${password('new')}\n` });
  t.is((await unleak('scan', folder)).code, 1);
  t.is((await unleak('scan --no-baseline --no-config', folder)).code, 1);
  const inside = await unleak('scan --no-history vendor/c.env b.env', folder);
  t.is(inside.code, 0, 'rules speak from the top, whatever was asked for');
  t.is((await unleak('scan --no-history vendor', folder)).code, 0);
  t.is((await unleak('scan --no-history ../b.env', join(folder, 'vendor'))).code, 0);
  const key = await unleak('key export', folder);
  writeFileSync(join(home, 'team.key'), key.stdout, { mode: 0o600 });
  const other = await run(['scan', '--no-history'], { cwd: folder, home: join(home, 'other') });
  t.regex(other.stderr, /baseline unverified/);
  const shared = await run(['scan', '--no-history'], {
    cwd: folder,
    home: join(home, 'other'),
    env: { UNLEAK_KEY_FILE: join(home, 'team.key') },
  });
  t.notRegex(shared.stderr, /unverified/);
});
