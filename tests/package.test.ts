import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { transform } from 'esbuild';
import { crcBase62, Random } from '../detectors/helpers.ts';

const root = join(import.meta.dirname, '..');
const temporary = mkdtempSync(join(tmpdir(), 'unleak-package-'));
test.after.always(() => rmSync(temporary, { recursive: true, force: true }));

// The package as npm would publish it, put where npm would install it. The clouds' SDKs are the only packages that it
// finds outside of itself.
const packed = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--pack-destination', temporary], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
) as unknown;
const { filename, files } = (Array.isArray(packed) ? packed[0] : Object.values(packed as object)[0]) as {
  filename: string;
  files: { path: string }[];
};
const modules = join(temporary, 'node_modules');
const installed = join(modules, 'unleak');
mkdirSync(installed, { recursive: true });
execFileSync('tar', ['-xzf', join(temporary, filename), '-C', installed, '--strip-components=1']);
for (const scope of ['@aws-sdk', '@google-cloud'])
  symlinkSync(join(root, 'node_modules', scope), join(modules, scope));

function unleak(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(installed, 'dist/unleak.cjs'), ...args], {
    cwd: temporary,
    encoding: 'utf8',
    env: {
      ...process.env,
      XDG_STATE_HOME: join(temporary, 'state'),
      XDG_CACHE_HOME: join(temporary, 'cache'),
      ...env,
    },
  });
}

test('the package holds what it needs and no sources', (t) => {
  const paths = files.map((file) => file.path);
  t.true(paths.includes('dist/unleak.cjs'));
  t.true(paths.includes('LICENSE'));
  t.true(paths.includes('README.md'));
  t.deepEqual(
    paths.filter((path) => !/^(?:dist\/|LICENSE$|README\.md$|package\.json$)/.test(path)),
    [],
  );
});

test('the installed program says its version and finds a secret', (t) => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  t.is(unleak(['--version']).stdout, `${version}\n`);

  const body = new Random('package').base62(30);
  const value = `ghp_${body}${crcBase62(body)}`;
  const file = join(temporary, 'settings.ini');
  writeFileSync(file, `token = ${value}\n`);
  const scan = unleak(['scan', '--format', 'json', file]);
  t.is(scan.status, 1, scan.stderr);
  const report = JSON.parse(scan.stdout) as { findings: { detector: string }[]; tool: { version: string } };
  t.deepEqual(
    report.findings.map((finding) => finding.detector),
    ['github-personal-access-token'],
  );
  t.is(report.tool.version, version);
  t.false((scan.stdout + scan.stderr).includes(value));
});

test('worker threads start from the bundle', (t) => {
  const repository = join(temporary, 'large');
  execFileSync('git', ['init', '-q', '-b', 'main', repository]);
  const random = new Random('threads');
  const body = random.base62(30);
  // Enough objects that the history is shared out over threads.
  const commits = Array.from({ length: 2000 }, (_, i) => {
    const content = i === 700 ? `token = ghp_${body}${crcBase62(body)}\n` : `line ${i}\n`;
    return `commit refs/heads/main\ncommitter a <a@b> ${1_700_000_000 + i} +0000\ndata 1\nx\nM 100644 inline f\ndata ${content.length}\n${content}\n`;
  });
  execFileSync('git', ['-c', 'fastimport.unpackLimit=1', 'fast-import', '--quiet'], {
    cwd: repository,
    input: commits.join(''),
  });
  const scan = unleak(['scan', '--history-only', '--threads', '2', '--format', 'json', repository]);
  t.is(scan.status, 1, scan.stderr);
  const { findings, coverage } = JSON.parse(scan.stdout) as {
    findings: { detector: string }[];
    coverage: { commits: number };
  };
  t.is(coverage.commits, 2000);
  t.deepEqual(
    findings.map(({ detector }) => detector),
    ['github-personal-access-token'],
  );
});

test('a program can use it as a library', (t) => {
  const file = join(temporary, 'library.mjs');
  writeFileSync(
    file,
    `import { createEngine, detectors, scan } from 'unleak';
const request = { paths: ['empty'], cwd: import.meta.dirname, engine: createEngine(detectors), version: '1', now: 0 };
const { coverage, tool } = await scan(request);
const whole = detectors.filter((d) => d.pattern instanceof RegExp && d.examples().hits.length > 0);
console.log(coverage.state, tool.detectors > 100 && whole.length === detectors.length);
`,
  );
  writeFileSync(join(temporary, 'empty'), '');
  t.is(execFileSync(process.execPath, [file], { encoding: 'utf8' }), 'complete true\n');
  t.true(existsSync(join(installed, 'dist/types/src/index.d.ts')));
});

test('compiled code is kept in the user’s own cache', (t) => {
  unleak(['--version']);
  t.true(existsSync(join(temporary, 'cache/unleak/compiled')));
});

test('an older Node gets one line and exit code 2', (t) => {
  for (const version of ['12.22.12', '20.20.2', '22.19.0']) {
    const run = spawnSync(
      process.execPath,
      [
        '-e',
        `for (const [key, value] of [['version', 'v${version}'], ['versions', { node: '${version}' }]])
           Object.defineProperty(process, key, { value });
         require(${JSON.stringify(join(installed, 'dist/unleak.cjs'))});`,
      ],
      { encoding: 'utf8' },
    );
    t.is(run.status, 2);
    t.regex(
      run.stderr,
      new RegExp(`^unleak: error: unleak needs Node 22\\.20 or newer, this is v${version}\\n`),
    );
    t.is(run.stdout, '');
  }
});

// Debian's own Node, where it is one that is too old: nothing about it is pretended.
const system = '/usr/bin/node';
const systemVersion = existsSync(system) ? execFileSync(system, ['-v'], { encoding: 'utf8' }).trim() : '';
(/^v(?:\d|1\d|2[01])\./.test(systemVersion) ? test : test.skip)(
  'the machine’s own old Node gets one line and exit code 2',
  (t) => {
    const run = spawnSync(system, [join(installed, 'dist/unleak.cjs'), '--version'], { encoding: 'utf8' });
    t.is(run.status, 2);
    t.is(
      run.stderr.split('\n')[0],
      `unleak: error: unleak needs Node 22.20 or newer, this is ${systemVersion}`,
    );
    t.is(run.stdout, '');
  },
);

test('the entry file parses on any Node', async (t) => {
  const source = readFileSync(join(installed, 'dist/unleak.cjs'), 'utf8');
  const plain = await transform(source, { loader: 'js' });
  const old = await transform(source, { loader: 'js', target: 'es5' });
  t.is(old.code, plain.code, 'newer syntax than ES5');
});

test('every package that the types of the library name is installed with it, and no other but what is loaded when needed', (t) => {
  const named = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/(?:from\s+|import\()['"]([^'"]+)['"]/g))
      if (from.startsWith('.')) visit(join(file, '..', from.replace(/\.ts$/, '.d.ts')));
      else if (!from.startsWith('node:')) named.add(from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/'));
  };
  visit(join(installed, 'dist/types/src/index.d.ts'));
  t.true(seen.size > 20);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  // The clouds' SDKs are loaded when a migration to that cloud starts. The other two are in the bundle as well: what the
  // program stands on is listed.
  const loaded = ['@aws-sdk/client-secrets-manager', '@google-cloud/secret-manager', 'simple-git', 'yargs'];
  t.deepEqual(Object.keys(dependencies).toSorted(), [...named, ...loaded].toSorted());
}); // prettier-ignore
