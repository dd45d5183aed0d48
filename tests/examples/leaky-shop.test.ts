import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { buildLeakyShop } from '../../examples/leaky-shop/build.ts';
import type { LeakyShop, Planted } from '../../examples/leaky-shop/build.ts';
import type { Finding, Place, Report } from '../../src/scan/index.ts';

const temporary = mkdtempSync(join(tmpdir(), 'unleak-shop-'));
test.after.always(() => rmSync(temporary, { recursive: true, force: true }));

const main = join(import.meta.dirname, '../../src/cli/main.ts');

function scanShop(shop: LeakyShop, ...flags: string[]) {
  const run = spawnSync(process.execPath, [main, 'scan', ...flags], {
    cwd: shop.folder,
    encoding: 'utf8',
    env: { ...process.env, XDG_STATE_HOME: join(temporary, 'state') },
  });
  return { ...run, everything: run.stdout + run.stderr };
}

/** The text that a place points into, as stored. */
function textOf(shop: LeakyShop, place: Place): string {
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: shop.folder });
  const bytes =
    place.kind === 'file'
      ? readFileSync(join(shop.folder, place.path ?? ''))
      : git('cat-file', '-p', place.blob ?? place.tag ?? place.commit ?? '');
  // Places in messages count from the message's first line.
  const text = bytes[0] === 0xff ? bytes.toString('utf16le').slice(1) : bytes.toString('utf8');
  return place.kind.endsWith('-message') ? text.slice(text.indexOf('\n\n') + 2) : text;
}

/** Does the place cover the planted value, its base64 form, or the password inside of it? */
function covers(shop: LeakyShop, place: Place, planted: Planted): boolean {
  const lines = textOf(shop, place).split('\n');
  const line = lines[(place.line ?? 0) - 1] ?? '';
  const end = place.endLine === place.line ? (place.endColumn ?? 0) - 1 : line.length;
  const covered = line.slice((place.column ?? 0) - 1, end);
  return (
    covered.length >= 8 &&
    (planted.value.includes(covered) || Buffer.from(covered, 'base64').toString() === planted.value)
  );
}

const shop = buildLeakyShop(join(temporary, 'shop'));

test('a scan finds every planted secret at its place, nothing else, and shows no value', (t) => {
  const scan = scanShop(shop, '--format', 'json');
  t.is(scan.status, 1, scan.stderr);
  const report = JSON.parse(scan.stdout) as Report;
  t.is(report.coverage.state, 'complete');
  const unexplained = new Set<Finding>(report.findings);
  for (const planted of shop.planted) {
    const finding = report.findings.find((one) =>
      one.places.some(
        (place) => place.kind === planted.kind && place.path === planted.path && covers(shop, place, planted),
      ),
    );
    t.truthy(finding, `${planted.name} in ${planted.path ?? planted.kind}`);
    if (finding === undefined) continue;
    unexplained.delete(finding);
    t.is(finding.exposure?.atHead ?? false, planted.atHead, planted.name);
  }
  t.deepEqual(
    [...unexplained].map((finding) => [finding.detector, finding.places[0]?.path]),
    [],
    'findings that nobody planted',
  );
  for (const decoy of shop.decoys)
    t.false(
      report.findings.some((finding) => finding.places.some((place) => place.path === decoy)),
      decoy,
    );
  for (const { name, value } of shop.planted) t.false(scan.everything.includes(value), `${name} was printed`);
});

test('the terminal report names every file that leaks and shows no value', (t) => {
  const scan = scanShop(shop);
  t.is(scan.status, 1);
  for (const { name, value, path, kind } of shop.planted) {
    t.true(scan.everything.includes(path ?? `message of ${kind.replace('-message', '')}`), name);
    t.false(scan.everything.includes(value), `${name} was printed`);
  }
});

test('two builds give the same objects', (t) => {
  const again = buildLeakyShop(join(temporary, 'again'));
  const refs = (folder: string): string =>
    execFileSync('git', ['for-each-ref'], { cwd: folder, encoding: 'utf8' });
  t.is(refs(again.folder), refs(shop.folder));
  t.is(shop.commits, 40);
});

test('an existing folder is not touched', (t) => {
  t.throws(() => buildLeakyShop(shop.folder), { message: /is not empty/ });
});
