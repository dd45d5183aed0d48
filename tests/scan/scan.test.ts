import { chmodSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test from 'ava';
import { Random, crcBase62 } from '../../detectors/helpers.ts';
import { detectors } from '../../detectors/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { scan, ScanError } from '../../src/scan/index.ts';
import type { Finding, ScanRequest, ScanResult } from '../../src/scan/index.ts';
import { gitIn, TestRepository } from '../helpers/repository.ts';

const engine = createEngine(detectors);
const random = new Random('scan tests');

/** A GitHub token whose checksum is right. */
function token(): string {
  const body = random.base62(30);
  return `ghp_${body}${crcBase62(body)}`;
}

function scanOf(folder: string, more: Partial<ScanRequest> = {}): Promise<ScanResult> {
  return scan({ paths: [folder], cwd: '/', engine, version: '0', now: 1_700_000_000, ...more });
}

const paths = (findings: readonly Finding[], kind: string): string[] =>
  findings.flatMap((finding) =>
    finding.places.filter((place) => place.kind === kind).map((place) => place.path ?? ''),
  );

test('id and secret are one finding with both places; a published example is told apart and is none', async (t) => {
  const repository = new TestRepository();
  const id = `AKIA${'Y2'.repeat(2)}${random.chars('ABCDEFGHJKLMNPQRSTUVWXYZ', 12)}`;
  const secret = `a1B${random.base62(37)}`;
  const example = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
  repository.commit('one', {
    credentials: `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    'doc.md': `Ids look like ${example}; ours is ${id}.\n`,
    'app.py': `CLIENT_ID = "app-1234567"\nCLIENT_SECRET = "${random.base62(32)}"\n`,
  });
  const { findings, harmless } = await scanOf(repository.folder);
  const shown = findings.map(({ detector, places }) => ({
    detector,
    places: places.map(({ kind, path, line, column, companion = 'own' }) =>
      [kind, path, line, column, companion].join(' '),
    ),
  }));
  t.deepEqual(shown, [
    {
      detector: 'aws-secret-access-key',
      places: [
        'file credentials 2 25 own',
        'history credentials 2 25 own',
        'file credentials 1 21 access key id',
        'file doc.md 1 45 access key id',
        'history credentials 1 21 access key id',
      ],
    },
    {
      detector: 'generic-secret',
      places: [
        'file app.py 2 18 own',
        'history app.py 2 18 own',
        'file app.py 1 14 client id',
        'history app.py 1 14 client id',
      ],
    },
  ]);
  t.deepEqual(
    harmless.map(({ detector, why, places }) => [detector, ...why, ...places.map(({ kind }) => kind)]),
    [['aws-access-key-id', 'a published example', 'file', 'history']],
  );
  t.deepEqual(await scanOf(repository.folder, { threads: 2, builtIn: detectors.map((one) => one.id), tree: false }).then((two) => two.findings.map(({ places }) => places.length)), [2, 2]); // prettier-ignore
  repository.remove();
});

test('a value in the tree and in history is one finding with both places and its exposure', async (t) => {
  const repository = new TestRepository();
  const value = token();
  const first = repository.commit('one', { 'a.txt': `key ${value}\n` });
  repository.commit('two', { 'b/c.txt': `\n\nkey ${value}\n`, 'a.txt': 'gone\n' });
  const last = repository.commit('three', { 'd.txt': 'nothing\n' });
  const { findings, coverage } = await scanOf(repository.folder);
  t.is(findings.length, 1);
  const [finding] = findings;
  t.deepEqual(paths(findings, 'file'), ['b/c.txt']);
  t.deepEqual(paths(findings, 'history'), ['a.txt', 'b/c.txt']);
  t.is(finding?.confidence, 'certain');
  t.like(finding?.exposure, {
    firstCommit: first,
    lastCommit: last,
    atHead: true,
    commits: 3,
    unreachable: false,
    author: 'Ada <ada@example.com>',
    refs: ['refs/heads/main'],
  });
  t.like(
    finding?.places.find((place) => place.kind === 'file'),
    { line: 3, column: 5, endColumn: 45 },
  );
  t.like(coverage, { state: 'complete', commits: 3, files: 3 });
  t.false(JSON.stringify(findings).includes(value), 'no value in anything that is serialised');
  repository.remove();
});

test('what only a merge, a stash, a message, a tag, a note, the index or nothing holds is found', async (t) => {
  const repository = new TestRepository();
  const values = Object.fromEntries(
    ['merge', 'stash', 'message', 'tag', 'note', 'index', 'amended'].map((name) => [name, token()]),
  );
  repository.commit('one', { 'f.txt': 'base\n' });
  repository.git('checkout', '-q', '-b', 'side');
  repository.commit('side', { 'side.txt': 'x\n' });
  repository.git('checkout', '-q', 'main');
  repository.commit('main', { 'main.txt': 'y\n' });
  repository.git('merge', '-q', '--no-commit', 'side');
  repository.write('evil.txt', `${values['merge']}\n`);
  repository.commit('merge');
  repository.commit('clean', { 'evil.txt': 'gone\n' });
  repository.write('f.txt', `${values['stash']}\n`);
  repository.git('stash', '--quiet');
  repository.commit(`with ${values['message']} in it`);
  repository.git('tag', '-a', 'v1', '-m', `release ${values['tag']}`);
  repository.git('notes', 'add', '-m', `note ${values['note']}`);
  repository.commit('oops', { 'amended.txt': `${values['amended']}\n` });
  repository.git('rm', '-q', 'amended.txt');
  repository.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'clean again');
  repository.write('index.txt', `${values['index']}\n`);
  repository.git('add', 'index.txt');
  repository.git('rm', '-q', '--cached', 'index.txt');
  unlinkSync(join(repository.folder, 'index.txt'));
  const { findings } = await scanOf(repository.folder);
  t.is(findings.length, 7);
  const kinds = findings
    .flatMap((finding) => finding.places.map((place) => `${place.kind} ${place.path ?? ''}`.trim()))
    .sort();
  t.true(kinds.includes('commit-message'));
  t.true(kinds.includes('tag-message'));
  t.true(kinds.includes('history evil.txt'));
  t.true(kinds.includes('history f.txt'));
  t.true(kinds.includes('history amended.txt'));
  t.true(kinds.includes('history'), 'a blob that no commit holds has no path');
  const amended = findings.find((finding) => finding.places.some((place) => place.path === 'amended.txt'));
  t.true(amended?.exposure?.unreachable);
  t.false(amended?.exposure?.atHead);
  repository.remove();
});

test('empty, bare, SHA-256, worktree, shallow and broken repositories', async (t) => {
  const empty = new TestRepository();
  t.like((await scanOf(empty.folder)).coverage, { state: 'complete', commits: 0, files: 0 });
  empty.remove();

  const sha256 = new TestRepository('--object-format=sha256');
  sha256.commit('one', { 'a.txt': token() });
  t.is((await scanOf(sha256.folder)).findings[0]?.exposure?.firstCommit.length, 64);
  sha256.remove();

  const repository = new TestRepository();
  const value = token();
  repository.commit('one', { 'a.txt': value });
  repository.commit('two', { 'a.txt': 'clean\n' });
  const outside = mkdtempSync(join(tmpdir(), 'unleak-clones-'));
  const url = `file://${repository.folder}`;
  gitIn(outside, 1_700_000_000, 'clone', '--quiet', '--bare', url, 'bare');
  t.is((await scanOf(join(outside, 'bare'))).findings.length, 1);
  gitIn(outside, 1_700_000_000, 'clone', '--quiet', '--depth=1', url, 'shallow');
  const shallow = await scanOf(join(outside, 'shallow'));
  t.like(shallow.coverage, { state: 'incomplete', reasons: [{ code: 'shallow' }] });
  t.is(shallow.findings.length, 0);
  t.is(
    (await scanOf(join(outside, 'shallow'), { accept: [{ code: 'shallow' }] })).coverage.state,
    'complete',
  );
  repository.git('worktree', 'add', '--quiet', join(outside, 'tree'), 'HEAD~1');
  t.deepEqual(paths((await scanOf(join(outside, 'tree'))).findings, 'file'), ['a.txt']);

  const blob = repository.git('rev-parse', 'HEAD:a.txt').trim();
  const loose = join(repository.folder, '.git/objects', blob.slice(0, 2), blob.slice(2));
  chmodSync(loose, 0o600);
  writeFileSync(loose, 'no zlib stream at all');
  const broken = await scanOf(repository.folder);
  t.is(broken.coverage.state, 'incomplete');
  t.is(broken.coverage.reasons[0]?.code, 'corrupt-object');
  t.is(broken.findings.length, 1, 'reading goes on behind what is broken');
  repository.remove();
  rmSync(outside, { recursive: true });
});

test('folders, files, standard input, links, odd names, UTF-16 and large files', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'unleak-files-'));
  const value = token();
  const odd = 'a b\n\u001b[31m.txt';
  writeFileSync(join(folder, odd), `x=${value}\r\n`);
  writeFileSync(join(folder, 'wide.txt'), Buffer.from(`\u{FEFF}k: ${token()}\r\n`, 'utf16le'));
  symlinkSync(`/nowhere/${token()}`, join(folder, 'link'));
  symlinkSync('/', join(folder, 'root'));
  const large = Buffer.alloc(70 * 1024 * 1024, 'all work and no play makes a dull file\n');
  Buffer.from(`\n ${token()}\n`).copy(large, 33 * 1024 * 1024 + 11);
  writeFileSync(join(folder, 'large.log'), large);
  const { findings, coverage, target } = await scanOf(folder);
  t.is(target.kind, 'directory');
  t.is(coverage.state, 'complete');
  t.deepEqual(paths(findings, 'file').sort(), [odd, 'large.log', 'link', 'wide.txt'].sort());
  const wide = findings.find((finding) => finding.places[0]?.path === 'wide.txt');
  t.like(wide?.places[0], { line: 1, column: 4, endColumn: 44 });
  const inLarge = findings.find((finding) => finding.places[0]?.path === 'large.log');
  t.is(
    inLarge?.places[0]?.line,
    large
      .subarray(0, 33 * 1024 * 1024 + 12)
      .toString('latin1')
      .split('\n').length,
  );
  t.deepEqual(paths((await scanOf(join(folder, 'wide.txt'))).findings, 'file'), ['wide.txt']);
  const stdin = await scanOf('-', { stdin: Readable.from([Buffer.from(`t=${value}`)]) });
  t.like(stdin.findings[0]?.places[0], { kind: 'stdin', path: '-', line: 1 });
  await t.throwsAsync(scanOf(join(folder, 'missing')), { instanceOf: ScanError });
  rmSync(folder, { recursive: true });
});

test('ignored files are left out, unless their folder is asked for by name', async (t) => {
  const repository = new TestRepository();
  repository.commit('one', { '.gitignore': 'out/\n' });
  repository.write('out/a.txt', token());
  repository.write('new.txt', token());
  t.deepEqual(paths((await scanOf(repository.folder)).findings, 'file'), ['new.txt']);
  t.deepEqual(paths((await scanOf(join(repository.folder, 'out'))).findings, 'file'), ['a.txt']);
  repository.remove();
});

test('staged content is read from the index, not from the working tree', async (t) => {
  const repository = new TestRepository();
  repository.commit('one', { 'a.txt': 'x\n' });
  repository.write('a.txt', token());
  repository.git('add', 'a.txt');
  repository.write('a.txt', 'clean again\n');
  t.deepEqual(paths((await scanOf(repository.folder, { staged: true })).findings, 'file'), ['a.txt']);
  repository.git('add', 'a.txt');
  t.is((await scanOf(repository.folder, { staged: true })).findings.length, 0);
  repository.remove();
});

test('a range reads its commits alone', async (t) => {
  const repository = new TestRepository();
  repository.commit('one', { 'a.txt': token() });
  repository.commit('two', { 'b.txt': token() });
  const { findings } = await scanOf(repository.folder, { range: ['HEAD~1..HEAD'] });
  t.deepEqual(paths(findings, 'history'), ['b.txt']);
  await t.throwsAsync(scanOf(repository.folder, { range: ['--output=x'] }));
  await t.throwsAsync(scanOf(repository.folder, { range: ['nowhere'] }));
  repository.remove();
});

test('ids are stable under a key and say nothing without one', async (t) => {
  const repository = new TestRepository();
  const value = token();
  repository.commit('one', { 'a.txt': `${value}\n` });
  const key = Buffer.alloc(32, 7);
  const first = (await scanOf(repository.folder, { key })).findings[0]?.id;
  repository.git('mv', 'a.txt', 'b.txt');
  repository.commit('moved', { 'b.txt': `\n\n${value}\n` });
  t.is((await scanOf(repository.folder, { key })).findings[0]?.id, first);
  t.regex((await scanOf(repository.folder)).findings[0]?.id ?? '', /^local:[0-9a-f]{16}$/);
  repository.remove();
});

test('the configuration of a scanned repository runs nothing', async (t) => {
  const repository = new TestRepository();
  const proof = join(repository.folder, '..', `unleak-ran-${process.pid}`);
  repository.commit('one', { 'a.txt': token(), '.gitattributes': '* diff=evil filter=evil\n' });
  for (const [name, value] of [
    ['core.fsmonitor', `touch ${proof}`],
    ['core.pager', `touch ${proof}`],
    ['diff.external', `touch ${proof}`],
    ['diff.evil.textconv', `touch ${proof};cat`],
    ['filter.evil.clean', `touch ${proof};cat`],
    ['filter.evil.smudge', `touch ${proof};cat`],
    ['core.alternateRefsCommand', `touch ${proof}`],
    ['core.sshCommand', `touch ${proof}`],
    ['credential.helper', `!touch ${proof}`],
    ['alias.cat-file', `!touch ${proof}`],
    ['uploadpack.packObjectsHook', `touch ${proof}`],
  ] as const)
    repository.git('config', name, value);
  t.is((await scanOf(repository.folder)).findings.length, 1);
  await scanOf(repository.folder, { staged: true });
  t.throws(() => unlinkSync(proof), { code: 'ENOENT' });
  repository.remove();
});

test('a scan can be interrupted', async (t) => {
  const repository = new TestRepository();
  repository.commit('one', { 'a.txt': token() });
  const abort = new AbortController();
  abort.abort(new Error('stop'));
  await t.throwsAsync(scanOf(repository.folder, { signal: abort.signal }));
  repository.remove();
});

test('a lock file has no passwords, but a token in it is one', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'unleak-lock-'));
  const hash = random.base64(86);
  writeFileSync(
    join(folder, 'yarn.lock'),
    `pass-stream@^1.0.0:\n  pass: "${hash}"\n  resolved "https://r.test/x#${token()}"\n`,
  );
  const { findings } = await scanOf(folder);
  t.deepEqual(
    findings.map((finding) => finding.detector),
    ['github-personal-access-token'],
  );
  rmSync(folder, { recursive: true });
});

test('a finding names a hundred refs and counts the rest', async (t) => {
  const repository = new TestRepository();
  repository.commit('one', { 'a.txt': token() });
  for (let i = 0; i < 120; i++) repository.git('update-ref', `refs/pull/${i}/head`, 'HEAD');
  const { findings } = await scanOf(repository.folder);
  t.is(findings[0]?.exposure?.refs.length, 100);
  t.is(findings[0]?.exposure?.refsOmitted, 21);
  repository.remove();
});
